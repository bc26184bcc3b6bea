import { toJson } from '../lib/json.ts';
import type { Baseline } from '../model/change-runbook.ts';
import type { Action, Decision, EpochMs, Flow, FlowContext, StepOutcome } from '../model/engine-port.ts';
import type { ChangeResult, Plan, PlanCard, Undone, Verification } from '../model/plan.ts';
import { type ApplyArgs, applyPlan, editsOnly } from './apply.ts';
import { untilEnded } from './hold.ts';
import { type ChangeDependencies, lookAtPlanned } from './look.ts';
import { judgeTraffic } from './traffic.ts';
import { undoPlan } from './undo.ts';
import { verifyOver } from './verify.ts';

/** Input of the change flow: the card holds the plan, the digest and who asked. */
export type ChangeInput = { readonly card: PlanCard; readonly ttlMs: number };

/** Names of the actions with which a face shows what happens; each gets `{runId, …}` and may run again after a restart. */
export const presentation = { card: 'show-card', decision: 'show-decision', result: 'show-result' } as const;

/** Approval, then exactly the stored plan under the host's turn, then verification, then, when it made things worse, undo; the same for every change. */
export const changeFlow: Flow = {
  name: 'change',
  version: '3',
  async run(flow) {
    const { card, ttlMs } = flow.input as ChangeInput;
    const decision = await decided(flow, card, ttlMs);
    await flow.step('show decision', presentation.decision, toJson({ card, decision }));
    const { verdict, by } = decision;
    const result =
      verdict === 'approve' ? await carryOut(flow, card, { until: decision.at + ttlMs }) : endedBy(verdict, by);
    await flow.step('show result', presentation.result, toJson({ card, decision, result }));
    return toJson(result);
  },
};

/** One approval, or two one after the other; that they come from different people is checked at the click. `announce` names the action that shows the card. */
export async function decided(
  flow: FlowContext,
  card: Pick<PlanCard, 'digest' | 'approvers'>,
  ttlMs: number,
  announce: string = presentation.card,
): Promise<Decision> {
  const { digest } = card;
  const first = await flow.approval('approval', { ttlMs, digest, card: toJson(card), announce });
  if (card.approvers.needed === 1 || first.verdict !== 'approve') return first;
  const half = toJson({ ...card, approvedBy: first.by });
  return flow.approval('second approval', { ttlMs, digest, card: half, announce });
}

function endedBy(verdict: 'deny' | 'cancel' | 'expire', by: Decision['by']): ChangeResult {
  const ended = { deny: 'denied', cancel: 'cancelled', expire: 'expired' } as const;
  return { ended: ended[verdict], by };
}

/** Exactly the approved plan, with what came of it; `prefix` keeps step names apart where one run changes several hosts, `until` is when the approval is too old to begin with. */
export async function carryOut(
  flow: FlowContext,
  { plan, digest }: Pick<PlanCard, 'plan' | 'digest'>,
  { prefix = '', until = null }: { readonly prefix?: string; readonly until?: EpochMs | null } = {},
): Promise<ChangeResult> {
  const before = await flow.step(`${prefix}baseline`, 'take-baseline', toJson({ plan }));
  const seen = before.ok ? (before.value as BaselineSeen) : { ok: false as const, detail: before.reason };
  if (!seen.ok) return { ended: 'not-sent', detail: seen.detail };
  const { baseline } = seen;
  const applied = await flow.onHost(
    plan.host,
    `${prefix}apply`,
    'apply-plan',
    toJson({ plan, digest, baseline, until }),
  );
  const answer = readApplied(applied);
  if (answer.ended === 'stopped') return undoneAtLast(flow, answer, editsOnly({ plan, baseline }), prefix);
  if (answer.ended !== 'done' && answer.ended !== 'unknown') return answer;
  if (answer.undone !== null) return undoneAtLast(flow, answer, { plan, baseline }, prefix);
  const failed = answer.ended === 'done' && answer.exit !== 0;
  const looked = await flow.step(
    `${prefix}verify`,
    'verify-plan',
    toJson({ plan, baseline, failed, unended: answer.ended === 'unknown' }),
  );
  if (!looked.ok)
    return {
      ended: 'unknown',
      detail: `The command was sent, and looking at the host afterwards failed: ${looked.reason}`,
      verification: null,
      undone: null,
    };
  const verification = withRequests(looked.value as Verification, answer, plan);
  if (verification.outcome !== 'failed' || plan.undo.steps.length === 0) return { ...answer, verification };
  return { ...answer, verification, undone: await undo(flow, { plan, baseline }, prefix) };
}

/** What was to be taken back under the same lock, and the connection was lost: once more, in a session of its own. */
async function undoneAtLast<R extends { readonly undone: Undone | null }>(
  flow: FlowContext,
  result: R,
  undoing: { readonly plan: Plan; readonly baseline: Baseline },
  prefix: string,
): Promise<R> {
  if (result.undone?.outcome !== 'unknown') return result;
  return { ...result, undone: await undo(flow, undoing, prefix) };
}

async function undo(
  flow: FlowContext,
  { plan, baseline }: { readonly plan: Plan; readonly baseline: Baseline },
  prefix: string,
): Promise<Undone> {
  return readUndone(await flow.onHost(plan.host, `${prefix}undo`, 'undo-plan', toJson({ plan, baseline })));
}

function withRequests(seen: Verification, answer: ChangeResult, { tier }: Plan): Verification {
  return answer.ended === 'done' && answer.traffic !== null ? judgeTraffic(seen, answer.traffic, tier) : seen;
}

function readApplied(applied: StepOutcome): ChangeResult {
  if (applied.ok) return applied.value as ChangeResult;
  return { ended: 'unknown', detail: applied.reason, verification: null, undone: null };
}

function readUndone(undone: StepOutcome): Undone {
  return undone.ok ? (undone.value as Undone) : { outcome: 'unknown', detail: undone.reason, points: [], quotes: [] };
}

/** `failed` = the command itself said that it failed: then one look tells what there is to tell. `unended` = nobody saw its end: it may still run, under the host's lock. */
type VerifyArgs = {
  readonly plan: Plan;
  readonly baseline: Baseline;
  readonly failed: boolean;
  readonly unended: boolean;
};

/** The host right before the command. Without it nothing could be proven afterwards, so nothing is sent then. */
type BaselineSeen =
  | { readonly ok: true; readonly baseline: Baseline }
  | { readonly ok: false; readonly detail: string };

/** Looks once more where the first look was cut short. */
async function takeBaseline<F>(deps: ChangeDependencies<F>, plan: Plan): Promise<BaselineSeen> {
  const first = await lookAtPlanned(deps, plan);
  const found =
    first.ok && first.look.reach.reached && first.look.reach.complete ? first : await lookAtPlanned(deps, plan);
  if (!found.ok) return found;
  const baseline = found.runbook.baseline(found.look);
  if (baseline.now !== null) return { ok: true, baseline };
  return {
    ok: false,
    detail: 'The host could not be looked at right before the command, so its effect could not be proven.',
  };
}

/** The actions of the change flow that touch a host. */
export function changeActions<F>(deps: ChangeDependencies<F>): readonly Action[] {
  return [
    {
      name: 'take-baseline',
      effect: 'read',
      perform: async (args) => toJson(await takeBaseline(deps, (args as { plan: Plan }).plan)),
    },
    {
      name: 'apply-plan',
      effect: 'write',
      onUncertain: 'verify',
      perform: async (args, info) => toJson(await applyPlan(deps, args as ApplyArgs, info)),
    },
    {
      name: 'verify-plan',
      effect: 'read',
      async perform(args, { signal }) {
        const { plan, baseline, failed, unended } = args as VerifyArgs;
        if (unended) await untilEnded(deps, plan, signal);
        const windowMs = failed ? 0 : deps.runbook(plan.verb).verifySeconds * 1_000;
        const judge: Parameters<typeof verifyOver>[2] = (runbook, planned, before, look) =>
          runbook.verify(planned, before, look);
        return toJson(await verifyOver(deps, { plan, baseline, windowMs }, judge, signal));
      },
    },
    {
      name: 'undo-plan',
      effect: 'write',
      onUncertain: 'rerun',
      perform: async (args, { signal }) =>
        toJson(await undoPlan(deps, args as { plan: Plan; baseline: Baseline }, signal)),
    },
  ];
}
