import { remindBeforeMs } from '../config/policy.ts';
import type { ApprovalRecord, EpochMs } from '../model/engine-port.ts';
import type { Records, Rules, Speaks } from './dependencies.ts';
import { type ApprovalCard, approvalCardOf, ifReadable, kept, threadOf } from './stored.ts';

/** Long enough that no approval lives longer (expiresMinutes is at most a day). */
const ONCE_MS = 2 * 86_400_000;

type Reminds = Speaks & Records<'pendingApprovals' | 'run' | 'recall' | 'seen'>;

/** Reminds the approvers of every plan whose time is nearly over, once each, also over restarts. */
export async function remindApprovers(deps: Reminds & Rules, now: EpochMs = Date.now()): Promise<void> {
  const before = remindBeforeMs(deps.approvals);
  for (const approval of await deps.record.pendingApprovals()) {
    const left = approval.expiresAt - now;
    const asked = ifReadable(() => approvalCardOf(approval));
    if (left > 0 && left <= before && asked !== undefined) await remind(deps, approval, asked, left);
  }
}

async function remind(
  { record, face }: Reminds,
  { id, runId, expiresAt }: ApprovalRecord,
  asked: ApprovalCard,
  leftMs: number,
): Promise<void> {
  const run = await record.run(runId);
  const thread = run === undefined ? undefined : threadOf(run);
  if (thread === undefined || asked.of === 'pause') return;
  if (!(await record.seen(`remind:${id}`, ONCE_MS))) return;
  const at = await record.recall(runId, kept.card);
  const link = at === undefined ? undefined : await face.link(at);
  await face.post({ thread }, { kind: 'reminder', card: asked.card, expiresAt, leftMs, link });
}
