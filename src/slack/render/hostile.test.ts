import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderChangeResult } from './change-result.ts';
import { plainOnly } from './fit.ts';
import { announced, results, sickReport } from './golden/samples.ts';
import { messageBudget } from './limits.ts';
import type { SlackMessage } from './message.ts';
import { renderDecidedCard, renderPlanCard, renderPlanModal, renderVoidedCard } from './plan-card.ts';
import { renderProgress } from './progress.ts';
import { renderDenial, renderMisunderstood, renderPlanRefusal } from './refusal.ts';
import { renderReport } from './report.ts';
import { renderRoot } from './root.ts';
import { checkMessage, checkModal } from './schema.ts';
import { renderHosts } from './usage.ts';

const seeds = [
  '<!channel>',
  '<@U0EVIL>',
  '<!subteam^S0EVIL|all>',
  '<!date^1^{date}|now>',
  '<http://evil.example|our bank>',
  'http://evil.example/',
  '```',
  '`',
  '*bold*',
  '&lt;!here&gt;',
  '\u202egnihton\u202c',
  '\u200b\u2060',
  '\u001b[31mred\u001b]8;;http://evil.example\u0007x\u001b]8;;\u0007',
  '\ud800',
  '\r\n\n\n',
  ' ',
  '',
  '🔴'.repeat(500),
  'x'.repeat(20_000),
];
const hostile = fc.oneof(
  fc.constantFrom(...seeds),
  fc
    .array(fc.oneof(fc.constantFrom(...seeds.slice(0, 16)), fc.string({ unit: 'binary' })), { maxLength: 12 })
    .map((parts) => parts.join('')),
);

/** Members whose value is one of a few words of ours. */
const closed = new Set([
  'kind',
  'verdict',
  'severity',
  'certainty',
  'reason',
  'id',
  'ended',
  'outcome',
  'surface',
  'tier',
  'digest',
  'approvalId',
  'configtest',
  'runId',
]);

/** The value with every open string in it replaced, and every list repeated. */
function poisoned<T>(value: T, texts: () => string, times: number): T;
function poisoned(value: unknown, texts: () => string, times: number): unknown {
  if (typeof value === 'string') return texts();
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return Array.from({ length: times }, () => items)
      .flat()
      .map((item) => poisoned(item, texts, 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]: [string, unknown]): [string, unknown] => [
    key,
    closed.has(key) ? member : poisoned(member, texts, times),
  ]);
  return Object.fromEntries(members);
}

/** Every string of a message that Slack would read as markup. */
function markup(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(markup)];
}

function expectSafe(message: SlackMessage): void {
  expect(checkMessage(message)).toEqual([]);
  for (const text of [message.text, ...markup(message.blocks)]) {
    expect(text).not.toMatch(/EVIL>|<!(?!date\^)|<@|<http|:\/\/|`/);
    expect(text).not.toMatch(/[\u202a-\u202e\u200b\u001b]/);
  }
  expect(JSON.stringify(message.blocks)).not.toMatch(/[\u202a-\u202e\u200b\u2060]|\\u001b/);
  expect(JSON.stringify(message.blocks).isWellFormed()).toBe(true);
}

/** An argument as it stands in a quoted command inside JSON text. */
function inJson(argument: string): string {
  return JSON.stringify(argument.replaceAll("'", `'\\''`)).slice(1, -1);
}

const subject = { host: 'web-03', verb: 'reload', options: {}, digest: announced.digest, runId: 'r-1' } as const;
const someone = { surface: 'terminal', id: '<@U0EVIL>' } as const;

const kinds: Readonly<Record<string, (texts: () => string, times: number) => SlackMessage>> = {
  report: (texts, times) => {
    const report = poisoned(sickReport, texts, times);
    const first = texts();
    return renderReport(
      { ...report, durationMs: times * 1e6 },
      { titles: { 'kernel-log': first }, lookedAt: [first, first] },
    );
  },
  'plan card': (texts, times) => renderPlanCard(poisoned(announced, texts, times)),
  'decided card': (texts, times) =>
    renderDecidedCard(poisoned(announced, texts, times), { verdict: 'deny', by: someone, at: 0 }),
  'voided card': (texts, times) =>
    renderVoidedCard(
      poisoned(announced, texts, times),
      someone,
      poisoned([{ what: '', planned: '', now: '' }], texts, times),
    ),
  'plan refusal': (texts, times) =>
    renderPlanRefusal(poisoned({ host: '', verb: '', reasons: [{ why: '', evidence: [''] }] }, texts, times)),
  misunderstood: (texts) =>
    renderMisunderstood(
      { kind: 'misunderstood', problem: texts(), suggestion: { text: texts(), readOnly: true } },
      { kind: 'hosts' },
    ),
  denial: (texts, times) =>
    renderDenial({ code: 'not-approver', users: Array.from({ length: times }, texts), groups: [texts()] }),
  'no decisions': (texts) => renderDenial({ code: 'no-decisions', verb: texts(), line: texts() }),
  hosts: (texts, times) =>
    renderHosts(
      Array.from({ length: times * 9 }, () => ({ name: texts(), groups: [texts()], labels: { [texts()]: texts() } })),
    ),
  progress: (texts, times) =>
    renderProgress({
      host: texts(),
      verb: texts(),
      phase: 'looking',
      looks: Array.from({ length: times }, () => ({ title: texts(), state: 'waiting' })),
      elapsedMs: 1,
    }),
  root: (texts) =>
    renderRoot({
      host: texts(),
      verb: texts(),
      who: someone,
      askedAt: 0,
      now: { state: 'seen', verdict: 'sick', line: texts() },
    }),
  ...Object.fromEntries(
    Object.entries(results).map(([name, result]) => [
      `change ${name}`,
      (texts: () => string, times: number) =>
        renderChangeResult(poisoned(result, texts, times), { ...subject, host: texts() }),
    ]),
  ),
};

describe('hostile text', () => {
  it.each(Object.entries(kinds))('leaves a %s valid, within limits and without foreign markup', (_name, draw) => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 8 }), fc.constantFrom(1, 3, 40), (texts, times) => {
        let next = 0;
        expectSafe(
          draw(() => {
            next += 1;
            return texts[next % texts.length] ?? '';
          }, times),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('never offers Approve where the plan is not shown whole and literally', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(1, 60), (text, times) => {
        const plan = poisoned(announced, () => text, times);
        const card = JSON.stringify(renderPlanCard(plan));
        const modal = renderPlanModal(plan);
        const words = plan.card.plan.steps.flatMap(({ command }) => command.argv).map(inJson);

        expect(checkModal(modal)).toEqual([]);
        if (card.includes('"approval:approve"')) expect(words.filter((word) => !card.includes(word))).toEqual([]);
        const shown = JSON.stringify(modal);
        if (modal.submit !== undefined) expect(words.filter((word) => !shown.includes(word))).toEqual([]);
      }),
    );
  });

  it('keeps the verdict whatever has to be cut', () => {
    const text = 'y'.repeat(5_000);
    const report = poisoned(sickReport, () => text, 40);
    const [first] = renderReport({ ...report, host: 'web-03' }).blocks;

    expect(JSON.stringify(first)).toContain('🔴 web-03: yyy');
  });

  it('cuts plain text between marks, never inside one', () => {
    const message = { text: `${'&amp;'.repeat(800)}<!date^1^{date}|x>`, blocks: [] };

    expect(checkMessage(plainOnly(message))).toEqual([]);
    expect(plainOnly(message).text.length).toBeLessThanOrEqual(messageBudget.text);
    expect(plainOnly(message).text).toMatch(/&amp;…\n_Shortened/);
  });
});
