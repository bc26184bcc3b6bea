import { changeFlow } from '../changes/flow.ts';
import { type Json, toJson } from '../lib/json.ts';
import type { Actor, Decision, RunLog } from '../model/engine-port.ts';
import type { PlanCard } from '../model/plan.ts';
import { type BreakGlass, type ReviewValue, renderBreakGlass, renderReview } from '../slack/render/break-glass.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { deny, guarded } from './guarded.ts';
import { actorOf, type Request } from './request.ts';
import type { Services, Showing } from './services.ts';
import { changeOf, kept, type ThreadRef } from './stored.ts';

/** A break-glass change that was approved. */
export interface Approved {
  readonly card: PlanCard;
  readonly decision: Decision;
}

/** Two presses of one review count as one. */
const REVIEW_ONCE_MS = 60_000;

/** Tells everybody in the channel, in the channel itself, before anything runs; with the run's row in the audit. Does it once, also over restarts, and throws when Slack does not take it. */
export async function tellChannel(
  { record, gateway }: Showing,
  runId: string,
  { card, decision: { by } }: Approved,
): Promise<Json> {
  if ((await record.recall(runId, kept.told)) !== undefined) return null;
  const thread = await threadOfRun(record, runId);
  const shown = shownOf(card, by);
  await record.audit('break-glass', by, toJson({ ...shown, digest: card.digest }), runId);
  const link = await gateway.permalink(thread);
  const told = await gateway.post(thread.channel, renderBreakGlass(shown, link), { priority: 'verdict' });
  if (!told.sent) throw new Error('Slack did not take that message');
  await record.remember(runId, kept.told, told.ref);
  return null;
}

async function threadOfRun(record: RunLog, runId: string): Promise<ThreadRef> {
  const run = await record.run(runId);
  if (run === undefined) throw new Error(`${runId} is not in the record`);
  return changeOf(run).thread;
}

/** Marks the thread for review, by somebody who neither asked nor approved. */
export async function askForReview(
  { record, gateway }: Showing,
  runId: string,
  { card, decision: { by } }: Approved,
): Promise<void> {
  if ((await record.recall(runId, kept.told)) === undefined) return;
  if ((await record.recall(runId, kept.review)) !== undefined) return;
  const thread = await threadOfRun(record, runId);
  const message = renderReview(shownOf(card, by), { v: 1, run: runId });
  const shown = await gateway.post(thread.channel, message, { threadTs: thread.ts, priority: 'verdict' });
  if (shown.sent) await record.remember(runId, kept.review, shown.ref);
}

/** Somebody pressed “Mark as reviewed”. */
export interface ReviewClick extends Omit<Request, 'text'> {
  readonly value: ReviewValue | undefined;
  readonly messageTs?: string;
}

/** Records a review by somebody who had no part in the change, and says so in the thread; refuses everybody else. Never rejects. */
export async function markReviewed(services: Services, click: ReviewClick): Promise<void> {
  await guarded(services, click, async () => {
    const { record, gateway } = services;
    const found = await findReview(services, click);
    if (found === undefined) return click.answer(renderDenial({ code: 'stale-button' }));
    const { card, by, at } = found;
    const denied = await deny(services, click);
    if (denied !== undefined) return click.answer(renderDenial({ code: denied }));
    if ([card.requestedBy.id, by.id].includes(click.userId)) return click.answer(renderDenial({ code: 'own-review' }));
    if ((await record.recall(card.runId, kept.reviewed)) !== undefined) return;
    if (!(await record.seen(`review:${card.runId}`, REVIEW_ONCE_MS))) return;
    const reviewer = actorOf(click.userId, services.team);
    await record.audit(
      'break-glass-reviewed',
      reviewer,
      toJson({ channel: click.channel, click: click.id }),
      card.runId,
    );
    await record.remember(card.runId, kept.reviewed, reviewer);
    const message = renderReview(shownOf(card, by), undefined, reviewer);
    await gateway.update(at, message, {
      priority: 'verdict',
      ...(click.threadTs === undefined ? {} : { threadTs: click.threadTs }),
    });
  });
}

/** The change behind a review button, which counts only in the change's own channel. */
async function findReview(
  { record }: Services,
  { value, channel, messageTs }: ReviewClick,
): Promise<{ readonly card: PlanCard; readonly by: Actor; readonly at: ThreadRef } | undefined> {
  if (value === undefined || messageTs === undefined) return undefined;
  const found = await record.exportRun(value.run);
  const by = found?.approvals.at(-1)?.decision?.by;
  if (found?.run.flow !== changeFlow.name || by === undefined) return undefined;
  const { card, thread } = changeOf(found.run);
  if (thread.channel !== channel) return undefined;
  return card.plan.tier === 'break-glass' ? { card, by, at: { channel, ts: messageTs } } : undefined;
}

function shownOf({ plan, requestedBy }: PlanCard, approvedBy: Actor): BreakGlass {
  const { verb, host, options, breakGlass } = plan;
  return { verb, host, options, reason: breakGlass ?? '', requestedBy, approvedBy };
}
