import { changeFace } from '../changes/change-steps.ts';
import type { Json } from '../lib/json.ts';
import { implement } from '../model/define-flow.ts';
import type { Action, Decision, RunSummary } from '../model/engine-port.ts';
import type { ChangeResult, Plan, PlanCard } from '../model/plan.ts';
import {
  type ChangeSubject,
  changeLine,
  renderChangeResult,
  renderChangeRunning,
} from '../slack/render/change-result.ts';
import type { SlackMessage } from '../slack/render/message.ts';
import { type AnnouncedPlan, renderDecidedCard, renderPlanCard, renderVoidedCard } from '../slack/render/plan-card.ts';
import { type RootState, renderRoot } from '../slack/render/root.ts';
import { askForReview, tellChannel } from './break-glass.ts';
import type { Showing } from './services.ts';
import { approvalCardOf, changeOf, kept, type SlackChange, type ThreadRef } from './stored.ts';

/** How the change flow shows itself in its thread; each may run again after a restart and then edits what it posted. */
export function presentationActions(showing: Showing): readonly Action[] {
  const { card, breakGlass, decision, result } = changeFace;
  return [
    implement(card, (announced, { runId }) => showCard(showing, runId, announced)),
    implement(breakGlass, (approved, { runId }) => tellChannel(showing, runId, approved)),
    implement(decision, (shown, { runId }) => showDecision(showing, runId, shown)),
    implement(result, (shown, { runId }) => showResult(showing, runId, shown)),
  ];
}

/** Edits a message, or posts it where there is none to edit; null when Slack took neither. */
export async function put(
  { gateway }: Pick<Showing, 'gateway'>,
  thread: ThreadRef,
  at: ThreadRef | null,
  message: SlackMessage,
): Promise<ThreadRef | null> {
  const options = { threadTs: thread.ts, priority: 'verdict' } as const;
  const shown =
    at === null ? await gateway.post(thread.channel, message, options) : await gateway.update(at, message, options);
  return shown.sent ? shown.ref : null;
}

async function slackChange({ record }: Showing, runId: string): Promise<SlackChange> {
  const run = await record.run(runId);
  if (run === undefined) throw new Error(`${runId} is not in the record`);
  return changeOf(run);
}

async function showCard(services: Showing, runId: string, announced: AnnouncedPlan): Promise<Json> {
  const { record } = services;
  const { thread, cardAt, ...change } = await slackChange(services, runId);
  const before = (await record.recall(runId, kept.card)) ?? cardAt;
  if (before !== null) await record.remember(runId, kept.card, before);
  const card = await put(services, thread, before, renderPlanCard(announced));
  if (card === null) throw new Error('the plan could not be shown in Slack');
  await record.remember(runId, kept.card, card);
  await editRoot(services, change, { state: 'planned', expiresAt: announced.expiresAt });
  return null;
}

async function showDecision(
  services: Showing,
  runId: string,
  { card, decision }: { card: PlanCard; decision: Decision },
): Promise<Json> {
  const { thread, ...change } = await slackChange(services, runId);
  await editCard(
    services,
    runId,
    thread,
    renderDecidedCard(await announcedOf(services, runId, card, change.root), decision),
  );
  if (decision.verdict !== 'approve') return null;
  const running = await put(
    services,
    thread,
    await placeOf(services, runId, kept.result),
    renderChangeRunning(subjectOf(card, change.root), 'Checking the host again, then running exactly this plan', 0),
  );
  if (running !== null) await services.record.remember(runId, kept.result, running);
  await editRoot(services, change, { state: 'changing' });
  return null;
}

async function showResult(
  services: Showing,
  runId: string,
  shown: { card: PlanCard; decision: Decision; result: ChangeResult },
): Promise<Json> {
  const { card, decision, result } = shown;
  const { thread, ...change } = await slackChange(services, runId);
  if (result.ended === 'drifted') {
    await editCard(
      services,
      runId,
      thread,
      renderVoidedCard(await announcedOf(services, runId, card, change.root), decision.by, result.drift),
    );
  }
  const { outcome, line } = changeLine(result);
  if (decision.verdict === 'approve') {
    await put(
      services,
      thread,
      await placeOf(services, runId, kept.result),
      renderChangeResult(result, subjectOf(card, change.root)),
    );
  }
  await editRoot(services, change, { state: 'changed', outcome, line });
  if (decision.verdict === 'approve' && card.plan.tier === 'break-glass')
    await askForReview(services, runId, { card, decision });
  return null;
}

/**
 * Takes the buttons off the card of a change that this version of the bot cannot go on with: its approval is cancelled. What was under way
 * when the process ended is not known.
 */
export async function showStoppedChange(services: Showing, run: RunSummary): Promise<void> {
  const { card, thread, ...change } = changeOf(run);
  const approval = (await services.record.exportRun(run.id))?.approvals.at(-1);
  const decision = approval?.decision;
  if (decision === null || decision === undefined) return;
  await editCard(
    services,
    run.id,
    thread,
    renderDecidedCard(await announcedOf(services, run.id, card, change.root), decision),
  );
  const result: ChangeResult =
    decision.verdict === 'approve'
      ? {
          ended: 'unknown',
          detail: 'Another version of the bot took over while it was under way.',
          verification: null,
          undone: null,
        }
      : { ended: 'cancelled', by: decision.by };
  const subject = subjectOf(card, change.root);
  if (decision.verdict === 'approve')
    await put(services, thread, await placeOf(services, run.id, kept.result), renderChangeResult(result, subject));
  await editRoot(services, { card, ...change }, { state: 'changed', ...changeLine(result) });
}

/** Edits the card of a run, and keeps where it is when it had to be posted anew. */
export async function editCard(
  services: Showing,
  runId: string,
  thread: ThreadRef,
  message: SlackMessage,
): Promise<void> {
  const before = await placeOf(services, runId, kept.card);
  const card = await put(services, thread, before, message);
  if (card !== null && card.ts !== before?.ts) await services.record.remember(runId, kept.card, card);
}

type Place = typeof kept.card | typeof kept.result;

async function placeOf({ record }: Showing, runId: string, reference: Place): Promise<ThreadRef | null> {
  return (await record.recall(runId, reference)) ?? null;
}

/** The plan as it was shown last: the second approval's card names who gave the first. */
async function announcedOf(
  { record }: Showing,
  runId: string,
  card: PlanCard,
  root: ThreadRef | null,
): Promise<AnnouncedPlan> {
  const approval = (await record.exportRun(runId))?.approvals.at(-1);
  const asked = approval === undefined ? undefined : approvalCardOf(approval);
  const shown = asked?.of === 'change' ? asked.card : card;
  const { digest } = card;
  const expiresAt = approval?.expiresAt ?? 0;
  return { approvalId: approval?.id ?? '', digest, expiresAt, card: shown, ownsRoot: root !== null };
}

function subjectOf({ plan, digest, runId }: PlanCard, root: ThreadRef | null): ChangeSubject {
  const { host, verb, options } = plan;
  return { host, verb, options, digest, runId, ownsRoot: root !== null };
}

/** Says on the message the thread hangs on how a change, or a rollout, stands. */
export async function editRoot(
  { gateway }: Pick<Showing, 'gateway'>,
  { root, card, askedAt }: Pick<SlackChange, 'root' | 'askedAt'> & { readonly card: AboutChange },
  now: RootState,
): Promise<void> {
  if (root === null) return;
  const { plan, requestedBy } = card;
  await gateway.update(root, renderRoot({ host: plan.host, verb: plan.verb, who: requestedBy, askedAt, now }), {
    priority: 'verdict',
  });
}

/** As much of a card as its thread's first message tells. */
type AboutChange = Pick<PlanCard, 'requestedBy'> & { readonly plan: Pick<Plan, 'verb'> & { readonly host: string } };
