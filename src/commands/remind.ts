import { remindBeforeMs } from '../config/policy.ts';
import type { ApprovalRecord, EpochMs } from '../model/engine-port.ts';
import { renderReminder } from '../slack/render/reminder.ts';
import type { Services } from './services.ts';
import { type ApprovalCard, approvalCardOf, ifReadable, kept, threadOf } from './stored.ts';

/** Long enough that no approval lives longer (expiresMinutes is at most a day). */
const ONCE_MS = 2 * 86_400_000;

/** Reminds the approvers of every plan whose time is nearly over, once each, also over restarts. */
export async function remindApprovers(services: Services, now: EpochMs = Date.now()): Promise<void> {
  const before = remindBeforeMs(services.approvals);
  for (const approval of await services.record.pendingApprovals()) {
    const left = approval.expiresAt - now;
    const asked = ifReadable(() => approvalCardOf(approval));
    if (left > 0 && left <= before && asked !== undefined) await remind(services, approval, asked, left);
  }
}

async function remind(
  { record, gateway }: Services,
  { id, runId, expiresAt }: ApprovalRecord,
  asked: ApprovalCard,
  leftMs: number,
): Promise<void> {
  const run = await record.run(runId);
  const thread = run === undefined ? undefined : threadOf(run);
  if (thread === undefined || asked.of === 'pause') return;
  if (!(await record.seen(`remind:${id}`, ONCE_MS))) return;
  const at = await record.recall(runId, kept.card);
  const link = at === undefined ? undefined : await gateway.permalink(at);
  const message = renderReminder({ card: asked.card, expiresAt, leftMs, link });
  await gateway.post(thread.channel, message, { threadTs: thread.ts, priority: 'verdict' });
}
