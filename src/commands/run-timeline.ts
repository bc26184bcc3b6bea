import { changeFlow } from '../changes/flow.ts';
import type { Json } from '../lib/json.ts';
import type { Actor, ApprovalRecord, AuditRow, EpochMs, RunRecord, StepRecord } from '../model/engine-port.ts';
import type { PlanCard } from '../model/plan.ts';
import { fenced, inline } from './markdown.ts';
import { outcomeOf, outcomeWords, pointLine, proofLines } from './run-outcome.ts';
import { changeOf, ifReadable } from './stored.ts';

/** One line of the timeline. */
interface Moment {
  readonly at: EpochMs;
  readonly order: number;
  readonly words: string;
}

/** Everything the record holds of a run as Markdown, in the order it happened; texts of hosts and people stand as code, in which nothing is markup. */
export function timelineOf(record: RunRecord): string {
  const { run, steps, approvals, events, audit } = record;
  const card = run.flow === changeFlow.name ? ifReadable(() => changeOf(run))?.card : undefined;
  const moments = [
    { at: run.startedAt, order: 0, words: `${run.flow} asked for by ${actor(run.who)}` },
    ...approvals.flatMap(approvalMoments),
    ...steps.flatMap(stepMoments),
    ...events
      .filter(({ kind }) => !/^(?:approval|step|run)-/.test(kind))
      .map(({ at, kind }) => ({ at, order: 2, words: `noted: ${kind}` })),
    ...audit.filter(({ kind }) => isWorthALine(kind)).map(auditMoment),
    ...(run.endedAt === null ? [] : [{ at: run.endedAt, order: 9, words: `ended: ${run.status}` }]),
  ].sort((a, b) => a.at - b.at || a.order - b.order);
  const result = outcomeOf(record);
  return [
    `# ${run.id}`,
    '',
    `- State: ${run.status}${result === undefined ? '' : `, ${outcomeWords(result)}`}`,
    `- Asked for by: ${actor(run.who)}, ${stamp(run.startedAt)}`,
    ...(card === undefined ? [] : planLines(card)),
    '',
    '## Timeline',
    '',
    ...moments.map(({ at, words }) => `- ${stamp(at)} ${words}`),
    '',
    '## Result',
    '',
    ...(result === undefined
      ? [fenced(JSON.stringify(run.result, undefined, 2))]
      : [`${outcomeWords(result)}.`, '', ...proofLines(result)]),
    '',
  ].join('\n');
}

function planLines({ plan, digest, checks }: PlanCard): readonly string[] {
  const steps = plan.steps.map(
    ({ title, host, command }) => `- ${inline(title)} on ${inline(host)}: ${inline(JSON.stringify(command.argv))}`,
  );
  return [
    `- Change: ${plan.verb} of ${inline(plan.host)}, ${plan.tier}`,
    ...(plan.breakGlass === null ? [] : [`- Reason to skip the usual approvals: ${inline(plan.breakGlass)}`]),
    `- Impact: ${inline(plan.impact)}`,
    `- Undo: ${inline(plan.undo.words)}`,
    `- Plan: sha256 ${digest}`,
    '',
    '## Commands',
    '',
    ...steps,
    ...(plan.diff === '' ? [] : ['', fenced(plan.diff)]),
    '',
    '## Looked at before',
    '',
    ...checks.map(pointLine),
  ];
}

function approvalMoments({ name, requestedAt, expiresAt, decision }: ApprovalRecord): readonly Moment[] {
  const asked = { at: requestedAt, order: 1, words: `${name} asked for, until ${stamp(expiresAt)}` };
  if (decision === null) return [asked];
  return [asked, { at: decision.at, order: 3, words: `${name}: ${decision.verdict} by ${actor(decision.by)}` }];
}

function stepMoments({ name, action, host, attempts, outcome, startedAt, endedAt }: StepRecord): readonly Moment[] {
  const where = host === null ? '' : ` on ${inline(host)}`;
  const again = attempts > 1 ? `, attempt ${attempts}` : '';
  const begun = { at: startedAt, order: 4, words: `${inline(name)} (${action})${where} begun${again}` };
  if (endedAt === null || outcome === null) return [begun];
  const end = outcome.ok ? 'ended' : `failed: ${inline(outcome.reason)}`;
  if (startedAt === endedAt) return [{ ...begun, words: `${inline(name)} (${action})${where} ${end}${again}` }];
  return [begun, { at: endedAt, order: 5, words: `${inline(name)} ${end}` }];
}

/** What the record's own tables do not tell already. */
function isWorthALine(kind: string): boolean {
  return ['click-refused', 'approval-too-late', 'break-glass', 'break-glass-reviewed', 'exported'].includes(kind);
}

function auditMoment({ at, kind, who, body }: AuditRow): Moment {
  return { at, order: 6, words: `${kind} by ${actor(who)}: ${inline(short(body))}` };
}

function short(body: Json): string {
  return JSON.stringify(body);
}

function actor({ surface, id }: Actor): string {
  return surface === 'system' ? 'the bot itself' : `${inline(id)} (${surface})`;
}

function stamp(at: EpochMs): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', ' UTC');
}
