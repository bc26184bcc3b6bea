import { approversIn } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { Actor, ApprovalRecord } from '../model/engine-port.ts';
import type { PlanCard } from '../model/plan.ts';
import type { RolloutCard } from '../model/rollout.ts';
import type { ApprovalValue } from '../slack/render/button.ts';
import type { SlackModal } from '../slack/render/message.ts';
import { renderPlanModal } from '../slack/render/plan-card.ts';
import { renderDenial, type Denial as ShownDenial } from '../slack/render/refusal.ts';
import { renderRolloutModal } from '../slack/render/rollout.ts';
import { caseOf, namingRules } from './approvers.ts';
import { guarded } from './guarded.ts';
import { denyApproving } from './permissions.ts';
import { actorOf, type Request } from './request.ts';
import type { Services } from './services.ts';
import { type ApprovalCard, approvalCardOf, kept, type ThreadRef } from './stored.ts';

/** Somebody pressed a button of a plan card, or Approve in its modal. */
export interface Click extends Request {
  readonly value: ApprovalValue | undefined;
  /** The message the button is on; absent for a modal. */
  readonly messageTs?: string;
}

/** Decides a plan, or says why this click does not; what is refused is in the audit record too. Never rejects. */
export async function decide(services: Services, click: Click, verdict: 'approve' | 'deny'): Promise<void> {
  await guarded(services, click, async () => {
    const found = await findApproval(services, click);
    if ('code' in found) return click.answer(renderDenial(found));
    const who = actorOf(click.userId, services.team);
    const denied = await denyDeciding(services, click, found.asked.card, verdict);
    if (denied !== undefined) {
      await services.engine.audit(
        'click-refused',
        who,
        toJson({ approval: found.record.id, verdict, reason: denied.code, channel: click.channel }),
        found.record.runId,
      );
      return click.answer(renderDenial(denied));
    }
    const details = toJson({
      channel: click.channel,
      message: click.messageTs ?? null,
      click: click.id,
      digest: found.record.digest,
    });
    const result = await services.engine.decide(found.record.id, verdict, who, details);
    if (result.outcome === 'unknown') return click.answer(renderDenial({ code: 'unknown-approval' }));
    if (result.outcome === 'lost' && !isSame(result.by, who, result.verdict, verdict))
      return click.answer(renderDenial({ code: 'already-decided', decision: result }));
  });
}

/** The whole plan as a modal, for a card that could not hold it; undefined after an answer that says why not. */
export async function openPlan(services: Services, click: Click): Promise<SlackModal | undefined> {
  const found = await findApproval(services, click);
  if ('code' in found) {
    await click.answer(renderDenial(found));
    return undefined;
  }
  const { id: approvalId, digest, expiresAt } = found.record;
  const announced = { approvalId, digest, expiresAt };
  const { asked } = found;
  return asked.of === 'rollout'
    ? renderRolloutModal({ ...announced, card: asked.card })
    : renderPlanModal({ ...announced, card: asked.card });
}

/** Where the card of an approval is; undefined for a value that names none. */
export async function cardPlace(
  { record }: Services,
  value: ApprovalValue | undefined,
): Promise<ThreadRef | undefined> {
  const approval = value === undefined ? undefined : await record.approval(value.approval);
  return approval === undefined ? undefined : record.recall(approval.runId, kept.card);
}

type Found = { readonly record: ApprovalRecord; readonly asked: Exclude<ApprovalCard, { of: 'pause' }> };

/** The pending or decided approval a button belongs to: its digest must be the recorded one, and its message the recorded card. */
async function findApproval(
  { record: log }: Services,
  { value, messageTs, channel }: Click,
): Promise<Found | ShownDenial> {
  if (value === undefined) return { code: 'stale-button' };
  const record = await log.approval(value.approval);
  if (record === undefined) return { code: 'unknown-approval' };
  if (record.digest !== value.digest) return { code: 'digest-mismatch' };
  const shown = await log.recall(record.runId, kept.card);
  const elsewhere = messageTs !== undefined && (shown?.ts !== messageTs || shown.channel !== channel);
  if (elsewhere && record.decision === null) return { code: 'digest-mismatch' };
  const asked = approvalCardOf(record);
  return asked.of === 'pause' ? { code: 'digest-mismatch' } : { record, asked };
}

/** Judged by the policy as it is now, not as it was when the card was made. A freeze stops approvals, and nothing else. */
async function denyDeciding(
  services: Services,
  click: Click,
  card: PlanCard | RolloutCard,
  verdict: 'approve' | 'deny',
): Promise<ShownDenial | undefined> {
  const { directory, team } = services;
  const [person, channelShared, rules] = await Promise.all([
    directory.person(click.userId),
    directory.isShared(click.channel),
    namingRules(services, caseOf(services, card.plan)),
  ]);
  const denial = denyApproving({
    person,
    channelShared,
    rules,
    verdict,
    ourTeam: team,
    requesterId: card.requestedBy.id,
    tier: card.plan.tier,
    approvedById: card.approvedBy?.id,
  });
  if (denial === 'not-approver') return { code: denial, ...approversIn(rules) };
  if (denial !== undefined) return { code: denial };
  const frozen = verdict === 'approve' ? services.freeze.read() : undefined;
  return frozen === undefined ? undefined : { code: 'frozen', ...frozen };
}

/** A second click of the winner on the same button is no news to them. */
function isSame(by: Actor, who: Actor, decided: string, wanted: string): boolean {
  return by.id === who.id && by.surface === who.surface && decided === wanted;
}
