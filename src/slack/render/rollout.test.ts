import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnnouncedRollout } from '../../model/face/changes.ts';
import type { HostEnd, HostState, RolloutCard, RolloutResult } from '../../model/rollout.ts';
import { fits } from './fit.ts';
import { announced } from './golden/samples.ts';
import { renderDecidedRollout, renderRolloutCard, renderRolloutModal } from './rollout.ts';
import { readRolloutValue, renderRolloutProgress, renderRolloutResult } from './rollout-progress.ts';
import { renderRolloutDryRun, renderRolloutRefusal } from './rollout-refusal.ts';
import { checkMessage, checkModal } from './schema.ts';

const by = { surface: 'slack', id: 'U0APPROVE' } as const;

/** A rollout over so many hosts, with one text wherever a host or a person has a say. */
function rollout(count: number, text = ''): AnnouncedRollout {
  const names = Array.from({ length: count }, (_, index) => `web-${index + 1}`);
  const { plan } = announced.card;
  const argv = ['/usr/local/sbin/oncall-balancer', 'haproxy-set', '/run/haproxy/admin.sock', 'web'] as const;
  const step = (host: string, state: string) =>
    ({
      kind: 'command',
      on: 'lb-01',
      argv: [...argv, host, state, ...(text === '' ? [] : [text])],
      seconds: 20,
    }) as const;
  const card: RolloutCard = {
    runId: 'rollout-1',
    plan: {
      verb: 'reload',
      group: 'web',
      host: 'group:web',
      options: {},
      tier: 'reversible',
      breakGlass: null,
      hosts: names.map((host, index) => ({
        host,
        digest: announced.digest,
        plan: {
          ...plan,
          host,
          impact: plan.impact + text,
          preconditions: [{ what: 'Parent process', value: `pid ${index} ${text}` }],
        },
        doors: [{ balancer: 'lb', shut: step(host, 'drain'), open: step(host, 'ready'), sign: null, drainSeconds: 5 }],
      })),
      batches: names.map((host) => [host]),
      floor: count - 1,
      settleSeconds: 10,
    },
    digest: announced.digest,
    requestedBy: announced.card.requestedBy,
    checks: names.map((host) => ({ host, checks: [{ name: 'Syntax check', passed: true, detail: text }] })),
    approvers: announced.card.approvers,
  };
  return { ...announced, card };
}

function buttons(message: unknown): readonly string[] {
  return [...JSON.stringify(message).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id ?? '');
}

const states: readonly HostState[] = [
  'verified',
  'failed',
  'draining',
  'changing',
  'admitting',
  'untouched',
  'skipped',
  'waiting',
];

describe('the card of a rollout', () => {
  it('has Approve where all of it is shown', () => {
    const card = renderRolloutCard(rollout(4));
    expect(checkMessage(card)).toEqual([]);
    expect(buttons(card)).toEqual(['approval:approve', 'approval:deny']);
    for (let host = 1; host <= 4; host += 1)
      expect(JSON.stringify(card)).toContain(`haproxy-set /run/haproxy/admin.sock web web-${host} ready`);
  });

  it.each([30, 50])('of %i hosts opens whole first, and the modal holds every call of every host', (count) => {
    const announcedRollout = rollout(count);
    const card = renderRolloutCard(announcedRollout);
    expect(checkMessage(card)).toEqual([]);
    expect(buttons(card)).toEqual(['approval:open', 'approval:deny']);
    const modal = renderRolloutModal(announcedRollout);
    expect(checkModal(modal)).toEqual([]);
    expect(modal.submit).toBeDefined();
    for (const { host } of announcedRollout.card.plan.hosts)
      for (const state of ['drain', 'ready']) expect(JSON.stringify(modal)).toContain(`web ${host} ${state}`);
  });

  it('has no Approve anywhere when a command has hidden characters', () => {
    const hidden = rollout(2, 'a\u202eb');
    expect(buttons(renderRolloutCard(hidden))).toEqual(['approval:open', 'approval:deny']);
    expect(renderRolloutModal(hidden).submit).toBeUndefined();
  });
});

describe('every message of a rollout', () => {
  const hostile = fc.oneof(
    fc.constantFrom('<!channel>', '```', '\u202ex', 'x'.repeat(9_000), '<http://evil|x>', ''),
    fc.string({ unit: 'binary' }),
  );

  it('is taken by Slack and fits, whatever hosts and balancers say', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(1, 3, 20, 50), (text, count) => {
        const shown = rollout(count, text);
        const { card } = shown;
        const at = card.plan.hosts.map(({ host }, index) => ({
          host,
          state: states[index % states.length] ?? 'waiting',
          detail: text,
        }));
        const ends = at.map(
          ({ host, detail }): HostEnd => ({ host, ended: 'failed', door: 'shut', detail, result: null }),
        );
        const result: RolloutResult = { ended: 'stopped', hosts: ends, why: text, by };
        const refused = at.map(({ host }) => ({ host, reasons: [{ why: text, evidence: [text] }] }));
        const messages = [
          renderRolloutCard(shown),
          renderDecidedRollout(shown, { verdict: 'deny', by, at: 0 }),
          renderRolloutDryRun(card, refused),
          renderRolloutRefusal(card.plan, text, refused),
          renderRolloutProgress({ card, hosts: at, paused: null, control: null }),
          renderRolloutProgress({ card, hosts: at, paused: text, control: { wanted: 'pause', by } }),
          renderRolloutResult(card, result),
        ];
        expect(messages.map(checkMessage)).toEqual(messages.map(() => []));
        expect(messages.every(fits)).toBe(true);
        expect(checkModal(renderRolloutModal(shown))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the buttons of a rollout under way', () => {
  const { card } = rollout(2);
  const hosts = [
    { host: 'web-1', state: 'verified', detail: '' },
    { host: 'web-2', state: 'waiting', detail: '' },
  ] as const;

  it.each([
    ['going', null, null, ['rollout:pause', 'rollout:stop']],
    ['asked to pause', null, { wanted: 'pause', by }, ['rollout:resume', 'rollout:stop']],
    ['paused', 'why', { wanted: 'pause', by }, ['rollout:resume', 'rollout:stop']],
    ['asked to stop', null, { wanted: 'stop', by }, []],
    ['resumed', null, { wanted: 'go', by }, ['rollout:pause', 'rollout:stop']],
  ] as const)('while %s', (_state, paused, control, wanted) => {
    expect(buttons(renderRolloutProgress({ card, hosts, paused, control }))).toEqual(wanted);
  });

  it('carry only which rollout they stop', () => {
    expect(readRolloutValue('{"v":1,"run":"rollout-1"}')).toEqual({ v: 1, run: 'rollout-1' });
    expect(readRolloutValue('{"v":1,"run":"rollout-1","more":1}')).toBeUndefined();
    expect(readRolloutValue('x')).toBeUndefined();
    expect(readRolloutValue(undefined)).toBeUndefined();
  });
});
