import { z } from 'zod';
import type { Baseline } from '../model/change-runbook.ts';
import { defineFlow } from '../model/define-flow.ts';
import type { Decision, EpochMs, FlowContext, StepOutcome } from '../model/engine-port.ts';
import { ChangeResult, type Plan, PlanCard, type Undone, type Verification } from '../model/plan.ts';
import { editsOnly } from './apply.ts';
import {
  applyApproved,
  changeFace,
  type HostSteps,
  hostSteps,
  takeBaseline,
  undoApplied,
  verifyApplied,
} from './change-steps.ts';
import { judgeTraffic } from './traffic.ts';

/** Input of the change flow: the card holds the plan, the digest and who asked. */
export const ChangeInput = z.object({ card: PlanCard, ttlMs: z.number() });
export type ChangeInput = z.infer<typeof ChangeInput>;

/**
 * Approval, then exactly the stored plan under the host's turn, then verification, then, when it made things worse, undo; the same for every change.
 * Version 3 told the channel of a break-glass change within `show decision`; what it has done already is seen by the step that does it now.
 */
export const changeFlow = defineFlow({
  name: 'change',
  version: '4',
  continues: ['3'],
  actions: [...hostSteps, changeFace.card, changeFace.breakGlass, changeFace.decision, changeFace.result],
  input: ChangeInput,
  result: ChangeResult,
  async run(flow) {
    const { card, ttlMs } = flow.input;
    const { digest } = card;
    const decision = await decided(card, (name, shown) =>
      flow.approval(name, { ttlMs, digest, announce: changeFace.card, card: shown }),
    );
    const { verdict, by } = decision;
    const told =
      verdict === 'approve' && card.plan.tier === 'break-glass'
        ? await flow.step('announce break-glass', changeFace.breakGlass, { card, decision })
        : undefined;
    await flow.step('show decision', changeFace.decision, { card, decision });
    const result =
      verdict === 'approve'
        ? await ifTold(told, () => carryOut(flow, card, { until: decision.at + ttlMs }))
        : endedBy(verdict, by);
    await flow.step('show result', changeFace.result, { card, decision, result });
    return result;
  },
});

/** A break-glass change runs only once everybody in the channel was told. */
async function ifTold(told: StepOutcome | undefined, run: () => Promise<ChangeResult>): Promise<ChangeResult> {
  if (told?.ok !== false) return run();
  return {
    ended: 'refused',
    reasons: [`A break-glass change runs only once everybody in the channel was told, and ${told.reason}.`],
  };
}

/** One approval, or two one after the other; that they come from different people is checked at the click. */
export async function decided<C extends Pick<PlanCard, 'approvers' | 'approvedBy'>>(
  card: C,
  ask: (name: string, shown: C) => Promise<Decision>,
): Promise<Decision> {
  const first = await ask('approval', card);
  if (card.approvers.needed === 1 || first.verdict !== 'approve') return first;
  return ask('second approval', { ...card, approvedBy: first.by });
}

function endedBy(verdict: 'deny' | 'cancel' | 'expire', by: Decision['by']): ChangeResult {
  const ended = { deny: 'denied', cancel: 'cancelled', expire: 'expired' } as const;
  return { ended: ended[verdict], by };
}

/** Exactly the approved plan, with what came of it; `prefix` keeps step names apart where one run changes several hosts, `until` is when the approval is too old to begin with. */
export async function carryOut(
  flow: FlowContext<HostSteps, unknown>,
  { plan, digest }: Pick<PlanCard, 'plan' | 'digest'>,
  { prefix = '', until = null }: { readonly prefix?: string; readonly until?: EpochMs | null } = {},
): Promise<ChangeResult> {
  const before = await flow.step(`${prefix}baseline`, takeBaseline, { plan });
  const seen = before.ok ? before.value : { ok: false as const, detail: before.reason };
  if (!seen.ok) return { ended: 'not-sent', detail: seen.detail };
  const { baseline } = seen;
  const applied = await flow.onHost(plan.host, `${prefix}apply`, applyApproved, { plan, digest, baseline, until });
  const answer = readApplied(applied);
  if (answer.ended === 'stopped') return undoneAtLast(flow, answer, editsOnly({ plan, baseline }), prefix);
  if (answer.ended !== 'done' && answer.ended !== 'unknown') return answer;
  if (answer.undone !== null) return undoneAtLast(flow, answer, { plan, baseline }, prefix);
  const failed = answer.ended === 'done' && answer.exit !== 0;
  const unended = answer.ended === 'unknown';
  const looked = await flow.step(`${prefix}verify`, verifyApplied, { plan, baseline, failed, unended });
  if (!looked.ok)
    return {
      ended: 'unknown',
      detail: `The command was sent, and looking at the host afterwards failed: ${looked.reason}`,
      verification: null,
      undone: null,
    };
  const verification = withRequests(looked.value, answer, plan);
  if (verification.outcome !== 'failed' || plan.undo.steps.length === 0) return { ...answer, verification };
  return { ...answer, verification, undone: await undo(flow, { plan, baseline }, prefix) };
}

/** What was to be undone under the same lock, and the connection was lost: once more, in a session of its own. */
async function undoneAtLast<R extends { readonly undone: Undone | null }>(
  flow: FlowContext<HostSteps, unknown>,
  result: R,
  undoing: { readonly plan: Plan; readonly baseline: Baseline },
  prefix: string,
): Promise<R> {
  if (result.undone?.outcome !== 'unknown') return result;
  return { ...result, undone: await undo(flow, undoing, prefix) };
}

async function undo(
  flow: FlowContext<HostSteps, unknown>,
  { plan, baseline }: { readonly plan: Plan; readonly baseline: Baseline },
  prefix: string,
): Promise<Undone> {
  return readUndone(await flow.onHost(plan.host, `${prefix}undo`, undoApplied, { plan, baseline }));
}

function withRequests(seen: Verification, answer: ChangeResult, { tier }: Plan): Verification {
  return answer.ended === 'done' && answer.traffic !== null ? judgeTraffic(seen, answer.traffic, tier) : seen;
}

function readApplied(applied: StepOutcome<ChangeResult>): ChangeResult {
  if (applied.ok) return applied.value;
  return { ended: 'unknown', detail: applied.reason, verification: null, undone: null };
}

function readUndone(undone: StepOutcome<Undone>): Undone {
  return undone.ok ? undone.value : { outcome: 'unknown', detail: undone.reason, points: [], quotes: [] };
}
