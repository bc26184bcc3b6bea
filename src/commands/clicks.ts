import { approversIn } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { Actor, ApprovalRecord, Engine } from '../model/engine-port.ts';
import type { Denial } from '../model/face/answers.ts';
import type { WholePlan } from '../model/face/message.ts';
import { isSameMessage, type MessageRef } from '../model/face/places.ts';
import type { ApprovalValue, Click } from '../model/face/requests.ts';
import type { PlanCard } from '../model/plan.ts';
import type { RolloutCard } from '../model/rollout.ts';
import { caseOf, type Judges, namingRules } from './approvers.ts';
import type { Freezes, Knows, Logs, Records } from './dependencies.ts';
import { guarded } from './guarded.ts';
import { denyApproving } from './permissions.ts';
import { actorOf } from './request.ts';
import { type ApprovalCard, approvalCardOf, kept } from './stored.ts';

type Cards = Records<'approval' | 'recall'>;

/** What is asked before somebody's click counts. */
export type Deciders = Knows & Judges & Freezes;

/** Decides a plan, or says why this click does not; what is refused is in the audit record too. Never rejects. */
export async function decide(
  deps: Deciders & Logs & Cards & Records<'audit'> & { readonly engine: Pick<Engine, 'decide'> },
  click: Click,
  verdict: 'approve' | 'deny',
): Promise<void> {
  await guarded(deps, click, async () => {
    const { record, engine } = deps;
    const found = await findApproval(deps, click);
    if ('code' in found) return click.answer({ kind: 'denied', denial: found });
    const { approval, asked } = found;
    const who = actorOf(deps, click);
    const denied = await denyDeciding(deps, click, asked.card, verdict);
    if (denied !== undefined) {
      const refused = { approval: approval.id, verdict, reason: denied.code, channel: click.conversation };
      await record.audit('click-refused', who, toJson(refused), approval.runId);
      return click.answer({ kind: 'denied', denial: denied });
    }
    const details = toJson({
      channel: click.conversation,
      message: click.message ?? null,
      click: click.id,
      digest: approval.digest,
    });
    const result = await engine.decide(approval.id, verdict, who, details);
    if (result.outcome === 'unknown') return click.answer({ kind: 'denied', denial: { code: 'unknown-approval' } });
    if (result.outcome === 'lost' && !isSame(result.by, who, result.verdict, verdict))
      return click.answer({ kind: 'denied', denial: { code: 'already-decided', decision: result } });
  });
}

/** The whole plan of a card that could not hold it; undefined after an answer that says why not. */
export async function wholePlan(deps: Logs & Cards, click: Click): Promise<WholePlan | undefined> {
  let whole: WholePlan | undefined;
  await guarded(deps, click, async () => {
    const found = await findApproval(deps, click);
    if ('code' in found) return click.answer({ kind: 'denied', denial: found });
    const { id: approvalId, digest, expiresAt } = found.approval;
    const announced = { approvalId, digest, expiresAt };
    const { asked } = found;
    whole =
      asked.of === 'rollout'
        ? { kind: 'whole-rollout', ...announced, card: asked.card }
        : { kind: 'whole-plan', ...announced, card: asked.card };
  });
  return whole;
}

/** Where the card of an approval is; undefined for one that is not in the record. */
export async function cardOf(
  { record }: Cards,
  value: Pick<ApprovalValue, 'approval'> | undefined,
): Promise<MessageRef | undefined> {
  const approval = value === undefined ? undefined : await record.approval(value.approval);
  return approval === undefined ? undefined : record.recall(approval.runId, kept.card);
}

type Found = { readonly approval: ApprovalRecord; readonly asked: Exclude<ApprovalCard, { of: 'pause' }> };

/** The pending or decided approval a button belongs to: its digest must be the recorded one, and its message the recorded card. */
async function findApproval({ record }: Cards, { approval: value, message }: Click): Promise<Found | Denial> {
  if (value === undefined) return { code: 'stale-button' };
  const approval = await record.approval(value.approval);
  if (approval === undefined) return { code: 'unknown-approval' };
  if (approval.digest !== value.digest) return { code: 'digest-mismatch' };
  const shown = await record.recall(approval.runId, kept.card);
  if (message !== undefined && !isSameMessage(shown, message) && approval.decision === null)
    return { code: 'digest-mismatch' };
  const asked = approvalCardOf(approval);
  return asked.of === 'pause' ? { code: 'digest-mismatch' } : { approval, asked };
}

/** Judged by the policy as it is now, not as it was when the card was made. A freeze stops approvals, and nothing else. */
async function denyDeciding(
  deps: Deciders,
  { person: id, conversation }: Click,
  card: PlanCard | RolloutCard,
  verdict: 'approve' | 'deny',
): Promise<Denial | undefined> {
  const { directory, team } = deps;
  const [person, conversationShared, rules] = await Promise.all([
    directory.person(id),
    directory.isShared(conversation),
    namingRules(deps, caseOf(deps, card.plan)),
  ]);
  const denial = denyApproving({
    person,
    conversationShared,
    rules,
    verdict,
    ourTeam: team,
    requesterId: card.requestedBy.id,
    tier: card.plan.tier,
    approvedById: card.approvedBy?.id,
  });
  if (denial === 'not-approver') return { code: denial, ...approversIn(rules) };
  if (denial !== undefined) return { code: denial };
  const frozen = verdict === 'approve' ? deps.freeze.read() : undefined;
  return frozen === undefined ? undefined : { code: 'frozen', ...frozen };
}

/** A second click of the winner on the same button is not news to them. */
function isSame(by: Actor, who: Actor, decided: string, wanted: string): boolean {
  return by.id === who.id && by.surface === who.surface && decided === wanted;
}
