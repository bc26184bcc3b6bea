import type { KnownBlock } from '@slack/types';
import { cleanText } from '../../lib/hostile-text.ts';
import { shellQuote } from '../../lib/shell-quote.ts';
import type { SafetyCheck } from '../../model/plan.ts';
import type { HookStep, HostPlan, PoolMember, RolloutCard, RolloutPlan } from '../../model/rollout.ts';
import { richTextLength } from './limits.ts';
import { checkLine, commandText, isShowable, shortDigest } from './plan-parts.ts';
import { bold, bullets, code, italic, type Line, type Part, paragraph, preformatted, rich } from './rich.ts';

/** Lines of fixed width per block: below the limit of one text even with long names. */
const PIECE = richTextLength - 400;

/** What several hosts have alike. */
interface Alike<T> {
  readonly hosts: readonly string[];
  readonly value: T;
}

/** Hosts by what is the same on them, in the order of the first of each. */
function alike<T>(parts: readonly HostPlan[], pick: (part: HostPlan) => T): readonly Alike<T>[] {
  const groups = new Map<string, { hosts: string[]; value: T }>();
  for (const part of parts) {
    const value = pick(part);
    const key = JSON.stringify(value);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { hosts: [part.host], value });
    else known.hosts.push(part.host);
  }
  return [...groups.values()];
}

/** Names of hosts; all of several in a word. */
function named(hosts: readonly string[], { hosts: all }: RolloutPlan): string {
  return hosts.length === all.length && all.length > 1 ? `all ${all.length} hosts` : hosts.join(', ');
}

/** Who goes when, and what holds the rollout back. */
export function orderBlocks({ batches, floor, settleSeconds, hosts }: RolloutPlan): KnownBlock[] {
  const [canary = [], ...rest] = batches;
  const size = Math.max(0, ...rest.map(({ length }) => length));
  const pace = size <= 1 ? 'one at a time' : `${size} at a time`;
  const order: Line[] = [
    ['First alone: ', bold(canary.join(', '))],
    ...(rest.length === 0 ? [] : [[`Then ${pace}: `, rest.map((batch) => batch.join(' + ')).join(', ')]]),
  ];
  const held: Line = [
    bold('Pauses and ends  '),
    `Before each ${size <= 1 ? 'host' : 'batch'} at least ${floor} of the ${hosts.length} must look healthy, those under change not counted; else it pauses. `,
    `Each host is verified, then ${settleSeconds} s pass. The first that is not verified ends it, and the rest stays as it is.`,
  ];
  return [rich(paragraph(bold('Order')), bullets(order), paragraph(...held))];
}

/** Every host's exact commands and lines, those that are alike once. */
export function commandBlocks(plan: RolloutPlan, lead = 'Will run'): KnownBlock[] {
  return alike(plan.hosts, ({ plan: { steps, diff } }) => ({
    steps: steps.map(({ title, command }) => ({ title, command })),
    diff,
  })).flatMap(({ hosts, value: { steps, diff } }) => [
    rich(
      paragraph(bold(lead), italic(` on ${named(hosts, plan)}, as root through sudo`)),
      ...steps.flatMap(({ title, command }) => [
        ...(steps.length > 1 ? [paragraph(`${title}, at most ${command.seconds} s`)] : []),
        preformatted(commandText({ host: '', title, command })),
      ]),
    ),
    ...(diff === ''
      ? []
      : [
          rich(
            paragraph(bold('Changes these lines'), italic(` on ${named(hosts, plan)}`)),
            preformatted(diff.trimEnd()),
          ),
        ]),
  ]);
}

/** Every call that takes a host out of rotation and puts it back. */
export function doorBlocks({ hosts }: RolloutPlan): KnownBlock[] {
  const lines = hosts.flatMap(({ host, doors }) => doors.flatMap((member) => memberLines(host, member)));
  if (lines.length === 0) return [];
  const waits = [
    ...new Set(
      hosts.flatMap(({ doors }) => doors.filter(({ sign }) => sign !== null).map(({ drainSeconds }) => drainSeconds)),
    ),
  ];
  const waiting = waits.length === 0 ? '' : ` Sessions are waited for, at most ${waits.join(' or ')} s.`;
  return [
    rich(
      paragraph(
        bold('Out of rotation before, back in after it is verified'),
        `.${waiting} A host that was changed and is not verified stays out.`,
      ),
      ...pieces(lines).map(preformatted),
    ),
  ];
}

function memberLines(host: string, { shut, open }: PoolMember): readonly string[] {
  return [
    ...(shut === null ? [] : [`${host} out: ${hookText(shut)}`]),
    ...(open === null ? [] : [`${host} in:  ${hookText(open)}`]),
  ];
}

/** A hook's call in exact words. */
function hookText(step: HookStep): string {
  if (step.kind === 'http')
    return `${step.method} ${step.url} (expects ${step.expect.join('/')}${step.tokenFrom === undefined ? '' : `, token from ${step.tokenFrom}`})`;
  return `${step.on}: ${step.argv.map((argument) => shellQuote(argument.replaceAll('\0', '\\u{0}'))).join(' ')}`;
}

/** What each host must still look like, alike values once. */
export function boundBlocks(plan: RolloutPlan): KnownBlock[] {
  const whats = [
    ...new Set(plan.hosts.flatMap(({ plan: { preconditions } }) => preconditions.map(({ what }) => what))),
  ];
  const lines = whats.flatMap((what) =>
    alike(plan.hosts, (part) => part.plan.preconditions.find((one) => one.what === what)?.value ?? null)
      .filter(({ value }) => value !== null)
      .map(({ hosts, value }): Line => [`${what}, ${named(hosts, plan)}: `, code(shownValue(value ?? ''))]),
  );
  return [rich(paragraph(bold('Only while each host still looks like this')), bullets(lines))];
}

function shownValue(value: string): string {
  return /^[0-9a-f]{64}$/.test(value) ? shortDigest(value) : value || 'none';
}

/** What it does to users, and how it is undone; alike words once. */
export function effectBlocks(plan: RolloutPlan): KnownBlock[] {
  return alike(plan.hosts, ({ plan: { impact, undo } }) => ({
    impact,
    words: undo.words,
    commands: undo.steps.map((step) => commandText({ ...step, host: '' })),
  })).map(({ hosts, value: { impact, words, commands } }) => {
    const where = italic(` (${named(hosts, plan)})`);
    const parts: Part[] = [paragraph(bold('Impact  '), impact, where, '\n', bold('Undo of a host  '), words)];
    return rich(...parts, ...(commands.length === 0 ? [] : [preformatted(commands.join('\n'))]));
  });
}

/** The checks that it passed, details that are alike once; what differs from host to host and passed is in the preconditions already. */
export function safetyBlocks({ checks, plan }: RolloutCard): KnownBlock[] {
  const all = new Map<string, { check: SafetyCheck; hosts: string[] }>();
  for (const one of checks) {
    for (const check of one.checks) {
      const key = JSON.stringify(check);
      const known = all.get(key);
      if (known === undefined) all.set(key, { check, hosts: [one.host] });
      else known.hosts.push(one.host);
    }
  }
  const told = [...all.values()].filter(({ check, hosts }) => !check.passed || hosts.length === plan.hosts.length);
  const part = (title: string, passed: boolean): KnownBlock[] => {
    const lines = told
      .filter(({ check }) => check.passed === passed)
      .map(({ check, hosts }): Line => [...checkLine(check), italic(` (${named(hosts, plan)})`)]);
    return lines.length === 0 ? [] : [rich(paragraph(bold(title)), bullets(lines))];
  };
  return [...part('Reasons against it', false), ...part('Why it is believed safe', true)];
}

/** True when the whole rollout can be shown literally. */
export function isRolloutShowable({ hosts }: RolloutPlan): boolean {
  const words = hosts
    .flatMap(({ doors }) => doors.flatMap(({ shut, open }) => [shut, open]))
    .flatMap((step) => (step === null ? [] : [hookText(step)]));
  return (
    hosts.every(({ plan }) => isShowable(plan)) &&
    words.every((text) => cleanText(text) === text && !/[\n\t]/.test(text) && text.length < PIECE)
  );
}

function pieces(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < PIECE) texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts;
}
