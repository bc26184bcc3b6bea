import { changeFlow } from '../changes/flow.ts';
import { type Json, toJson } from '../lib/json.ts';
import type { Actor, Decision } from '../model/engine-port.ts';
import type { BreakGlass } from '../model/face/changes.ts';
import type { MessageRef } from '../model/face/places.ts';
import type { RunClick } from '../model/face/requests.ts';
import type { PlanCard } from '../model/plan.ts';
import type { Knows, Logs, Records, Shows } from './dependencies.ts';
import { type Admits, deny, guarded } from './guarded.ts';
import { actorOf } from './request.ts';
import { changeOf, kept } from './stored.ts';

/** A break-glass change that was approved. */
export interface Approved {
  readonly card: PlanCard;
  readonly decision: Decision;
}

/** Two presses of one review count as one. */
const REVIEW_ONCE_MS = 60_000;

/** Tells everybody in the channel, in the channel itself, before anything runs; with the run's row in the audit. Does it once, also over restarts, and throws when that cannot be posted. */
export async function tellChannel(
  { record, face }: Shows,
  runId: string,
  { card, decision: { by } }: Approved,
): Promise<Json> {
  if ((await record.recall(runId, kept.told)) !== undefined) return null;
  const thread = await threadOfRun(record, runId);
  const shown = shownOf(card, by);
  await record.audit('break-glass', by, toJson({ ...shown, digest: card.digest }), runId);
  const message = { kind: 'break-glass', change: shown, link: await face.link(thread) } as const;
  const told = await face.post({ conversation: face.conversationOf(thread) }, message);
  if (!told.sent) throw new Error('Slack did not accept that message');
  await record.remember(runId, kept.told, told.ref);
  return null;
}

async function threadOfRun(record: Shows['record'], runId: string): Promise<MessageRef> {
  const run = await record.run(runId);
  if (run === undefined) throw new Error(`${runId} is not in the record`);
  return changeOf(run).thread;
}

/** Marks the thread for review, by somebody who neither asked nor approved. */
export async function askForReview(
  { record, face }: Shows,
  runId: string,
  { card, decision: { by } }: Approved,
): Promise<void> {
  if ((await record.recall(runId, kept.told)) === undefined) return;
  if ((await record.recall(runId, kept.review)) !== undefined) return;
  const thread = await threadOfRun(record, runId);
  const shown = await face.post({ thread }, { kind: 'review', change: shownOf(card, by), run: runId });
  if (shown.sent) await record.remember(runId, kept.review, shown.ref);
}

type Reviews = Knows & Admits & Logs & Records<'recall' | 'remember' | 'seen' | 'audit' | 'exportRun'>;

/** Records a review by somebody who had no part in the change, and says so in the thread; refuses everybody else. Never rejects. */
export async function markReviewed(deps: Reviews, click: RunClick): Promise<void> {
  await guarded(deps, click, async () => {
    const { record, face } = deps;
    const found = await findReview(deps, click);
    if (found === undefined) return click.answer({ kind: 'denied', denial: { code: 'stale-button' } });
    const { card, by, at } = found;
    const denied = await deny(deps, click);
    if (denied !== undefined) return click.answer({ kind: 'denied', denial: { code: denied } });
    if ([card.requestedBy.id, by.id].includes(click.person))
      return click.answer({ kind: 'denied', denial: { code: 'own-review' } });
    if ((await record.recall(card.runId, kept.reviewed)) !== undefined) return;
    if (!(await record.seen(`review:${card.runId}`, REVIEW_ONCE_MS))) return;
    const reviewer = actorOf(deps, click);
    await record.audit(
      'break-glass-reviewed',
      reviewer,
      toJson({ channel: click.conversation, click: click.id }),
      card.runId,
    );
    await record.remember(card.runId, kept.reviewed, reviewer);
    await face.edit(at, { kind: 'review', change: shownOf(card, by), run: card.runId, reviewer }, click.thread);
  });
}

/** The change behind a review button, which counts only in the change's own channel. */
async function findReview(
  { record, face }: Reviews,
  { run: id, conversation, message }: RunClick,
): Promise<{ readonly card: PlanCard; readonly by: Actor; readonly at: MessageRef } | undefined> {
  if (id === undefined || message === undefined) return undefined;
  const found = await record.exportRun(id);
  const by = found?.approvals.at(-1)?.decision?.by;
  if (found?.run.flow !== changeFlow.name || by === undefined) return undefined;
  const { card, thread } = changeOf(found.run);
  if (face.conversationOf(thread) !== conversation) return undefined;
  return card.plan.tier === 'break-glass' ? { card, by, at: message } : undefined;
}

function shownOf({ plan, requestedBy }: PlanCard, approvedBy: Actor): BreakGlass {
  const { verb, host, options, breakGlass } = plan;
  return { verb, host, options, reason: breakGlass ?? '', requestedBy, approvedBy };
}
