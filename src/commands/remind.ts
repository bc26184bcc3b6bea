import { remindBeforeMs } from '../config/policy.ts';
import type { ApprovalRecord, EpochMs } from '../model/engine-port.ts';
import type { PlanCard } from '../model/plan.ts';
import { renderReminder } from '../slack/render/reminder.ts';
import type { ThreadRef } from './request.ts';
import type { Services } from './services.ts';

/** Long enough that no approval lives longer (expiresMinutes is at most a day). */
const ONCE_MS = 2 * 86_400_000;

/** Reminds the approvers of every plan whose time is nearly over, once each, also over restarts. */
export async function remindApprovers(services: Services, now: EpochMs = Date.now()): Promise<void> {
  const before = remindBeforeMs(services.approvals);
  for (const approval of await services.engine.pendingApprovals()) {
    const left = approval.expiresAt - now;
    if (left > 0 && left <= before) await remind(services, approval, left);
  }
}

async function remind({ engine, gateway }: Services, approval: ApprovalRecord, leftMs: number): Promise<void> {
  const run = await engine.run(approval.runId);
  const { thread } = (run?.input ?? {}) as { thread?: ThreadRef };
  const card = approval.card as PlanCard;
  if (thread === undefined || card.plan === undefined) return;
  if (!(await engine.seen(`remind:${approval.id}`, ONCE_MS))) return;
  const at = (await engine.recall(approval.runId, 'card')) as ThreadRef | undefined;
  const link = at === undefined ? undefined : await gateway.permalink(at);
  await gateway.post(thread.channel, renderReminder({ card, expiresAt: approval.expiresAt, leftMs, link }), {
    threadTs: thread.ts,
    priority: 'verdict',
  });
}
