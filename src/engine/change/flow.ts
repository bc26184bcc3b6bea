import { toJson } from '../../lib/json.ts';
import type { Baseline } from '../../model/change-runbook.ts';
import type { Action, Decision, Flow, FlowContext, StepOutcome } from '../../model/engine-port.ts';
import type { ChangeResult, Plan, PlanCard, Undone, Verification } from '../../model/plan.ts';
import { type ApplyArgs, applyPlan } from './apply.ts';
import { type ChangeDependencies, lookAtPlanned } from './look.ts';
import { judgeTraffic } from './traffic.ts';
import { undoPlan } from './undo.ts';
import { verifyOver } from './verify.ts';

/** Input of the change flow: the card holds the plan, the digest and who asked. */
export type ChangeInput = { readonly card: PlanCard; readonly ttlMs: number };

/** Names of the actions with which a face shows what happens; each gets `{runId, …}` and may run again after a restart. */
export const presentation = { card: 'show-card', decision: 'show-decision', result: 'show-result' } as const;

/** What nobody could look at before the command. */
const unseenBaseline: Baseline = { now: null, generation: null, parent: null, listening: null, configHash: null };

/** Approval, then exactly the stored plan under the host's turn, then verification, then, when it made things worse, undo; the same for every change. */
export const changeFlow: Flow = {
  name: 'change',
  version: '2',
  async run(flow) {
    const { card, ttlMs } = flow.input as ChangeInput;
    const decision = await decided(flow, card, ttlMs);
    await flow.step('show decision', presentation.decision, toJson({ card, decision }));
    const { verdict, by } = decision;
    const result = verdict === 'approve' ? await carryOut(flow, card) : endedBy(verdict, by);
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

/** Exactly the approved plan, with what came of it; `prefix` keeps step names apart where one run changes several hosts. */
export async function carryOut(
  flow: FlowContext,
  { plan, digest }: Pick<PlanCard, 'plan' | 'digest'>,
  prefix = '',
): Promise<ChangeResult> {
  const before = await flow.step(`${prefix}baseline`, 'take-baseline', toJson({ plan }));
  const baseline = before.ok ? (before.value as Baseline) : unseenBaseline;
  const applied = await flow.onHost(plan.host, `${prefix}apply`, 'apply-plan', toJson({ plan, digest, baseline }));
  const answer = readApplied(applied);
  if (answer.ended !== 'done' && answer.ended !== 'unknown') return answer;
  if (answer.undone !== null) return answer;
  const failed = answer.ended === 'done' && answer.exit !== 0;
  const seen = await flow.step(`${prefix}verify`, 'verify-plan', toJson({ plan, baseline, failed }));
  if (!seen.ok)
    return {
      ended: 'unknown',
      detail: `The command was sent, and looking at the host afterwards failed: ${seen.reason}`,
      verification: null,
      undone: null,
    };
  const verification = withRequests(seen.value as Verification, answer, plan);
  if (verification.outcome !== 'failed' || plan.undo.steps.length === 0) return { ...answer, verification };
  const undone = await flow.onHost(plan.host, `${prefix}undo`, 'undo-plan', toJson({ plan, baseline }));
  return { ...answer, verification, undone: readUndone(undone) };
}

function withRequests(seen: Verification, answer: ChangeResult, { tier }: Plan): Verification {
  return answer.ended === 'done' && answer.traffic !== null ? judgeTraffic(seen, answer.traffic, tier) : seen;
}

function readApplied(applied: StepOutcome): ChangeResult {
  if (applied.ok) return applied.value as ChangeResult;
  return { ended: 'unknown', detail: applied.reason, verification: null, undone: null };
}

function readUndone(undone: StepOutcome): Undone {
  return undone.ok ? (undone.value as Undone) : { outcome: 'unknown', detail: undone.reason, points: [] };
}

/** `failed` = the command itself said that it failed: then one look tells what there is to tell. */
type VerifyArgs = { readonly plan: Plan; readonly baseline: Baseline; readonly failed: boolean };

/** The actions of the change flow that touch a host. */
export function changeActions<F>(deps: ChangeDependencies<F>): readonly Action[] {
  return [
    {
      name: 'take-baseline',
      effect: 'read',
      async perform(args) {
        const found = await lookAtPlanned(deps, (args as { plan: Plan }).plan);
        return toJson(found.ok ? found.runbook.baseline(found.look) : unseenBaseline);
      },
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
        const { plan, baseline, failed } = args as VerifyArgs;
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
