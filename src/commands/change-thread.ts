import { type ChangeInput, presentation } from '../changes/flow.ts';
import { type Json, toJson } from '../lib/json.ts';
import type { Action, Announcement, Decision, RunSummary } from '../model/engine-port.ts';
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
import type { ThreadRef } from './request.ts';
import type { Services } from './services.ts';

/** Input of a change that was asked for in Slack: where it shows itself, besides what runs. */
export type SlackChange = ChangeInput & {
  readonly thread: ThreadRef;
  readonly root: ThreadRef | null;
  /** The message that becomes the card. */
  readonly cardAt: ThreadRef | null;
  readonly askedAt: number;
};

/** The actions with which the change flow shows itself in its thread; each may run again after a restart and then edits what it posted. */
export function presentationActions(services: () => Services): readonly Action[] {
  return [
    {
      name: presentation.card,
      effect: 'write',
      onUncertain: 'rerun',
      perform: (args, { runId }) => showCard(services(), runId, announcedBy(args as Announcement)),
    },
    {
      name: presentation.decision,
      effect: 'write',
      onUncertain: 'rerun',
      perform: (args, { runId }) => showDecision(services(), runId, args as { card: PlanCard; decision: Decision }),
    },
    {
      name: presentation.result,
      effect: 'write',
      onUncertain: 'rerun',
      perform: (args, { runId }) =>
        showResult(services(), runId, args as { card: PlanCard; decision: Decision; result: ChangeResult }),
    },
  ];
}

function announcedBy({ approvalId, digest, expiresAt, card }: Announcement): AnnouncedPlan {
  return { approvalId, digest, expiresAt, card: card as PlanCard };
}

/** Edits a message, or posts it where there is none to edit; null when Slack took neither. */
export async function put(
  { gateway }: Services,
  thread: ThreadRef,
  at: ThreadRef | null,
  message: SlackMessage,
): Promise<ThreadRef | null> {
  const options = { threadTs: thread.ts, priority: 'verdict' } as const;
  const shown =
    at === null ? await gateway.post(thread.channel, message, options) : await gateway.update(at, message, options);
  return shown.sent ? shown.ref : null;
}

async function slackChange({ engine }: Services, runId: string): Promise<SlackChange> {
  const run = await engine.run(runId);
  if (run === undefined) throw new Error(`${runId} is not in the record`);
  return run.input as SlackChange;
}

async function showCard(services: Services, runId: string, announced: AnnouncedPlan): Promise<Json> {
  const { engine } = services;
  const { thread, cardAt, ...change } = await slackChange(services, runId);
  const before = ((await engine.recall(runId, 'card')) as ThreadRef | undefined) ?? cardAt;
  if (before !== null) await engine.remember(runId, 'card', toJson(before));
  const card = await put(services, thread, before, renderPlanCard(announced));
  if (card === null) throw new Error('the plan could not be shown in Slack');
  await engine.remember(runId, 'card', toJson(card));
  await editRoot(services, change, { state: 'planned', expiresAt: announced.expiresAt });
  return toJson(card);
}

async function showDecision(
  services: Services,
  runId: string,
  { card, decision }: { card: PlanCard; decision: Decision },
): Promise<Json> {
  const { thread, ...change } = await slackChange(services, runId);
  if (decision.verdict === 'approve' && card.plan.tier === 'break-glass')
    await tellChannel(services, { card, by: decision.by, thread });
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
    await recalled(services, runId, 'result'),
    renderChangeRunning(subjectOf(card, change.root), 'Checking the host again, then running exactly this plan', 0),
  );
  if (running !== null) await services.engine.remember(runId, 'result', toJson(running));
  await editRoot(services, change, { state: 'changing' });
  return null;
}

async function showResult(
  services: Services,
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
      await recalled(services, runId, 'result'),
      renderChangeResult(result, subjectOf(card, change.root)),
    );
  }
  await editRoot(services, change, { state: 'changed', outcome, line });
  if (decision.verdict === 'approve' && card.plan.tier === 'break-glass')
    await askForReview(services, { card, by: decision.by, thread });
  return null;
}

/**
 * Takes the buttons off the card of a change that this version of the bot cannot go on with: its approval is cancelled. What was under way
 * when the process ended is not known.
 */
export async function showStoppedChange(services: Services, run: RunSummary): Promise<void> {
  const { card, thread, ...change } = run.input as SlackChange;
  const approval = (await services.engine.exportRun(run.id))?.approvals.at(-1);
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
    await put(services, thread, await recalled(services, run.id, 'result'), renderChangeResult(result, subject));
  await editRoot(services, { card, ...change }, { state: 'changed', ...changeLine(result) });
}

/** Edits the card of a run, and keeps where it is when it had to be posted anew. */
export async function editCard(
  services: Services,
  runId: string,
  thread: ThreadRef,
  message: SlackMessage,
): Promise<void> {
  const before = await recalled(services, runId, 'card');
  const card = await put(services, thread, before, message);
  if (card !== null && card.ts !== before?.ts) await services.engine.remember(runId, 'card', toJson(card));
}

async function recalled({ engine }: Services, runId: string, key: string): Promise<ThreadRef | null> {
  return ((await engine.recall(runId, key)) as ThreadRef | undefined) ?? null;
}

/** The plan as it was shown last: the second approval's card names who gave the first. */
async function announcedOf(
  { engine }: Services,
  runId: string,
  card: PlanCard,
  root: ThreadRef | null,
): Promise<AnnouncedPlan> {
  const approval = (await engine.exportRun(runId))?.approvals.at(-1);
  const shown = approval === undefined ? card : (approval.card as PlanCard);
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
  { gateway }: Services,
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
