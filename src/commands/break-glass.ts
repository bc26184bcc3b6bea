import { toJson } from '../lib/json.ts';
import type { Action, Actor } from '../model/engine-port.ts';
import type { ChangeResult, Plan, PlanCard } from '../model/plan.ts';
import { type BreakGlass, type ReviewValue, renderBreakGlass, renderReview } from '../slack/render/break-glass.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { deny, guarded } from './guarded.ts';
import { actorOf, type Request, type ThreadRef } from './request.ts';
import type { Services } from './services.ts';

/** A break-glass change that was approved. */
export interface Approved {
  readonly card: PlanCard;
  readonly by: Actor;
  readonly thread: ThreadRef;
}

/** Two presses of one review count as one. */
const REVIEW_ONCE_MS = 60_000;

/** Tells everybody in the channel, in the channel itself, before anything runs; with the run's row in the audit. Does it once, also over restarts. */
export async function tellChannel(services: Services, { card, by, thread }: Approved): Promise<void> {
  const { engine, gateway } = services;
  const { runId } = card;
  if ((await engine.recall(runId, 'told')) !== undefined) return;
  const shown = shownOf(card, by);
  await engine.audit('break-glass', by, toJson({ ...shown, digest: card.digest }), runId);
  const link = await gateway.permalink(thread);
  const told = await gateway.post(thread.channel, renderBreakGlass(shown, link), { priority: 'verdict' });
  if (told.sent) await engine.remember(runId, 'told', toJson(told.ref));
}

/** The same actions, of which none applies a break-glass plan that the channel was not told of. */
export function onlyWhenTold(actions: readonly Action[], services: () => Pick<Services, 'engine'>): readonly Action[] {
  return actions.map((action): Action => {
    if (action.name !== 'apply-plan') return action;
    return {
      ...action,
      async perform(args, info) {
        const { plan } = args as { plan?: Plan };
        const untold =
          plan?.tier === 'break-glass' && (await services().engine.recall(info.runId, 'told')) === undefined;
        return untold ? toJson(nobodyTold) : action.perform(args, info);
      },
    };
  });
}

const nobodyTold: ChangeResult = {
  ended: 'refused',
  reasons: [
    'A break-glass change runs only once everybody in the channel was told, and Slack did not take that message.',
  ],
};

/** Marks the thread for review, by somebody who neither asked nor approved. */
export async function askForReview(services: Services, { card, by, thread }: Approved): Promise<void> {
  const { engine, gateway } = services;
  if ((await engine.recall(card.runId, 'told')) === undefined) return;
  if ((await engine.recall(card.runId, 'review')) !== undefined) return;
  const message = renderReview(shownOf(card, by), { v: 1, run: card.runId });
  const shown = await gateway.post(thread.channel, message, { threadTs: thread.ts, priority: 'verdict' });
  if (shown.sent) await engine.remember(card.runId, 'review', toJson(shown.ref));
}

/** Somebody pressed “Mark as reviewed”. */
export interface ReviewClick extends Omit<Request, 'text'> {
  readonly value: ReviewValue | undefined;
  readonly messageTs?: string;
}

/** Records a review by somebody who had no part in the change, and says so in the thread; refuses everybody else. Never rejects. */
export async function markReviewed(services: Services, click: ReviewClick): Promise<void> {
  await guarded(services, click, async () => {
    const { engine, gateway } = services;
    const found = await findReview(services, click);
    if (found === undefined) return click.answer(renderDenial({ code: 'stale-button' }));
    const { card, by, at } = found;
    const denied = await deny(services, click);
    if (denied !== undefined) return click.answer(renderDenial({ code: denied }));
    if ([card.requestedBy.id, by.id].includes(click.userId)) return click.answer(renderDenial({ code: 'own-review' }));
    if ((await engine.recall(card.runId, 'reviewed')) !== undefined) return;
    if (!(await engine.seen(`review:${card.runId}`, REVIEW_ONCE_MS))) return;
    const reviewer = actorOf(click.userId, services.team);
    await engine.audit(
      'break-glass-reviewed',
      reviewer,
      toJson({ channel: click.channel, click: click.id }),
      card.runId,
    );
    await engine.remember(card.runId, 'reviewed', toJson(reviewer));
    const message = renderReview(shownOf(card, by), undefined, reviewer);
    await gateway.update(at, message, {
      priority: 'verdict',
      ...(click.threadTs === undefined ? {} : { threadTs: click.threadTs }),
    });
  });
}

/** The change behind a review button, which counts only in the change's own channel. */
async function findReview(
  { engine }: Services,
  { value, channel, messageTs }: ReviewClick,
): Promise<{ readonly card: PlanCard; readonly by: Actor; readonly at: ThreadRef } | undefined> {
  if (value === undefined || messageTs === undefined) return undefined;
  const record = await engine.exportRun(value.run);
  const by = record?.approvals.at(-1)?.decision?.by;
  const { card, thread } = (record?.run.input ?? {}) as { card?: PlanCard; thread?: ThreadRef };
  if (by === undefined || card === undefined || thread?.channel !== channel) return undefined;
  return card.plan.tier === 'break-glass' ? { card, by, at: { channel, ts: messageTs } } : undefined;
}

function shownOf({ plan, requestedBy }: PlanCard, approvedBy: Actor): BreakGlass {
  const { verb, host, options, breakGlass } = plan;
  return { verb, host, options, reason: breakGlass ?? '', requestedBy, approvedBy };
}
