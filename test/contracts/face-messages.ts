import type { Message, MessageKind, MessageOf } from '../../src/model/face/message.ts';
import type { RolloutCard } from '../../src/model/rollout.ts';
import {
  announced,
  breakingGlass,
  comparison,
  finding,
  results,
  sickReport,
} from '../../src/slack/render/golden/samples.ts';

const who = { surface: 'slack', id: 'U0ROBIN' } as const;
const at = Date.parse('2026-11-21T10:21:55Z');
const decision = { verdict: 'approve', by: { surface: 'slack', id: 'U0APPROVE' }, at, details: null } as const;
const refusal = { host: 'web-03', verb: 'reload', reasons: [{ why: 'no syntax check', evidence: ['AH00526'] }] };
const subject = { host: 'web-03', verb: 'reload', options: {}, digest: announced.digest, runId: 'change-1' } as const;
const change = {
  verb: 'reload',
  host: 'web-03',
  options: {},
  reason: 'site is down',
  requestedBy: who,
  approvedBy: decision.by,
} as const;
const verb = {
  verb: {
    name: 'logs',
    kind: 'look',
    summary: 'Reads.',
    usage: 'logs HOST',
    examples: [],
    looksAt: 'logs',
    values: [],
  },
  refused: null,
  options: [],
} as const;
const part = { host: 'web-03', plan: announced.card.plan, digest: announced.digest, doors: [] };
const rollout: RolloutCard = {
  runId: 'rollout-1',
  plan: {
    verb: 'reload',
    group: 'web',
    host: 'group:web',
    options: {},
    tier: 'reversible',
    breakGlass: null,
    hosts: [part],
    batches: [['web-03']],
    floor: 0,
    settleSeconds: 10,
  },
  digest: announced.digest,
  requestedBy: who,
  checks: [],
  approvers: announced.card.approvers,
};
const announcedRollout = { ...announced, card: rollout };
const group = { group: 'web', members: [{ offered: false, refusal }], frozen: null } as const;
const done = results['done'] ?? { ended: 'cancelled', by: who };
const shown = { elapsedMs: 1_000, forMs: 30_000 };

/** A line that everybody may be told, as it stands in what is said. */
export function say(words: string): MessageOf<'misunderstood'> {
  return { kind: 'misunderstood', problem: words };
}

/** What a decision is asked with. */
export const question: MessageOf<'plan-card'> = { kind: 'plan-card', ...announced };

type Asking = 'plan-card' | 'rollout-card';

/** One message of every kind that is no question. */
export const samples: { readonly [Kind in Exclude<MessageKind, Asking>]: MessageOf<Kind> } = {
  denied: { kind: 'denied', denial: { code: 'guest' } },
  misunderstood: say('There is no such verb.'),
  help: { kind: 'help', offered: [verb] },
  'verb-help': { kind: 'verb-help', verb },
  hosts: { kind: 'hosts', hosts: [{ name: 'web-03', groups: ['web'], labels: {} }] },
  why: { kind: 'why', host: 'web-03', groups: [], verb: 'reload', frozen: null, answers: [] },
  explained: { kind: 'explained', kinds: ['kernel'], findings: [finding()], unrecognised: 0, lines: 1 },
  exported: { kind: 'exported', run: 'look-1', link: undefined },
  'no-such-run': { kind: 'no-such-run', run: 'look-1' },
  'not-frozen': { kind: 'not-frozen' },
  root: { kind: 'root', host: 'web-03', verb: 'diagnose', who, askedAt: at, now: { state: 'running' } },
  progress: { kind: 'progress', host: 'web-03', verb: 'diagnose', phase: 'looking', looks: [], elapsedMs: 1_000 },
  report: { kind: 'report', report: sickReport, titles: {}, lookedAt: [] },
  comparison: { kind: 'comparison', comparison },
  following: {
    kind: 'following',
    ...shown,
    host: 'web-03',
    count: 0,
    fresh: ['x'],
    newest: [],
    groups: [],
    missed: 0,
    ended: false,
  },
  watching: {
    kind: 'watching',
    ...shown,
    host: 'web-03',
    verdict: 'healthy',
    headline: 'calm',
    lines: [],
    samples: 2,
    ended: true,
  },
  interrupted: { kind: 'interrupted', verb: 'status', host: 'web-03', by: 'restart', ownsRoot: true },
  unreadable: { kind: 'unreadable', run: 'change-1' },
  'follow-up': { kind: 'follow-up', host: 'web-03', minutes: 6, finding: finding() },
  frozen: { kind: 'frozen', by: who, at, reason: 'Release day' },
  lifted: { kind: 'lifted', by: who, was: { by: who, at, reason: null } },
  'dry-run': { kind: 'dry-run', card: announced.card, frozen: null },
  'plan-refused': { kind: 'plan-refused', refusal, frozen: null },
  decided: { kind: 'decided', announced, decision },
  voided: { kind: 'voided', announced, by: decision.by, drift: [{ what: 'Parent process', planned: '1', now: '2' }] },
  'change-running': { kind: 'change-running', subject, doing: 'Looking', elapsedMs: 0 },
  'change-result': { kind: 'change-result', result: done, subject },
  'other-changes': {
    kind: 'other-changes',
    host: 'web-03',
    others: [{ what: 'reload', who, state: 'waiting', since: at, link: undefined }],
  },
  reminder: { kind: 'reminder', card: announced.card, expiresAt: at, leftMs: 60_000, link: undefined },
  'break-glass': { kind: 'break-glass', change, link: undefined },
  review: { kind: 'review', change, run: breakingGlass.card.runId },
  'rollout-dry-run': { kind: 'rollout-dry-run', card: rollout, refused: [], ...group },
  'rollout-refused': {
    kind: 'rollout-refused',
    verb: 'reload',
    host: 'group:web',
    problem: 'No.',
    refused: [],
    ...group,
  },
  'rollout-decided': { kind: 'rollout-decided', announced: announcedRollout, decision },
  'rollout-progress': {
    kind: 'rollout-progress',
    card: rollout,
    hosts: [{ host: 'web-03', state: 'waiting', detail: '' }],
    paused: null,
    control: null,
  },
  'rollout-result': { kind: 'rollout-result', card: rollout, result: { ended: 'cancelled', by: who } },
};

/** Every sample, for a loop over all kinds. */
export const everything: readonly Message[] = Object.values(samples);
