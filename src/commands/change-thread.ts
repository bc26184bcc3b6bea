import { changeFace } from '../changes/change-steps.ts';
import type { Json } from '../lib/json.ts';
import { implement } from '../model/define-flow.ts';
import { changeEnding } from '../model/ending.ts';
import type { Action, Decision, RunSummary } from '../model/engine-port.ts';
import type { AnnouncedPlan, ChangeSubject } from '../model/face/changes.ts';
import type { RootState } from '../model/face/investigations.ts';
import type { Message } from '../model/face/message.ts';
import { isSameMessage, type MessageRef } from '../model/face/places.ts';
import type { ChangeResult, Plan, PlanCard } from '../model/plan.ts';
import { askForReview, tellChannel } from './break-glass.ts';
import type { Shows } from './dependencies.ts';
import { put } from './put.ts';
import { approvalCardOf, type ChangeInThread, changeOf, kept } from './stored.ts';

/** How the change flow shows itself in its thread; each may run again after a restart and then edits what it posted. */
export function presentationActions(showing: Shows): readonly Action[] {
  const { card, breakGlass, decision, result } = changeFace;
  return [
    implement(card, (announced, { runId }) => showCard(showing, runId, announced)),
    implement(breakGlass, (approved, { runId }) => tellChannel(showing, runId, approved)),
    implement(decision, (shown, { runId }) => showDecision(showing, runId, shown)),
    implement(result, (shown, { runId }) => showResult(showing, runId, shown)),
  ];
}

async function changeInThread({ record }: Pick<Shows, 'record'>, runId: string): Promise<ChangeInThread> {
  const run = await record.run(runId);
  if (run === undefined) throw new Error(`${runId} is not in the record`);
  return changeOf(run);
}

async function showCard(deps: Shows, runId: string, announced: AnnouncedPlan): Promise<Json> {
  const { record } = deps;
  const { thread, cardAt, ...change } = await changeInThread(deps, runId);
  const before = (await record.recall(runId, kept.card)) ?? cardAt;
  if (before !== null) await record.remember(runId, kept.card, before);
  const card = await deps.face.ask(thread, before, { kind: 'plan-card', ...announced });
  if (!card.sent) throw new Error('the plan could not be shown');
  await record.remember(runId, kept.card, card.ref);
  await editRoot(deps, change, { state: 'planned', expiresAt: announced.expiresAt });
  return null;
}

async function showDecision(
  deps: Shows,
  runId: string,
  { card, decision }: { card: PlanCard; decision: Decision },
): Promise<Json> {
  const { thread, ...change } = await changeInThread(deps, runId);
  await editCard(deps, runId, thread, {
    kind: 'decided',
    announced: await announcedOf(deps, runId, card, change.root),
    decision,
  });
  if (decision.verdict !== 'approve') return null;
  const running = await put(deps, thread, await placeOf(deps, runId, kept.result), {
    kind: 'change-running',
    subject: subjectOf(card, change.root),
    doing: 'Checking the host again, then running exactly this plan',
    elapsedMs: 0,
  });
  if (running !== null) await deps.record.remember(runId, kept.result, running);
  await editRoot(deps, change, { state: 'changing' });
  return null;
}

async function showResult(
  deps: Shows,
  runId: string,
  shown: { card: PlanCard; decision: Decision; result: ChangeResult },
): Promise<Json> {
  const { card, decision, result } = shown;
  const { thread, ...change } = await changeInThread(deps, runId);
  if (result.ended === 'drifted') {
    await editCard(deps, runId, thread, {
      kind: 'voided',
      announced: await announcedOf(deps, runId, card, change.root),
      by: decision.by,
      drift: result.drift,
    });
  }
  if (decision.verdict === 'approve') {
    await put(deps, thread, await placeOf(deps, runId, kept.result), {
      kind: 'change-result',
      result,
      subject: subjectOf(card, change.root),
    });
  }
  await editRoot(deps, change, { state: 'changed', ...changeEnding(result) });
  if (decision.verdict === 'approve' && card.plan.tier === 'break-glass')
    await askForReview(deps, runId, { card, decision });
  return null;
}

/**
 * Takes the buttons off the card of a change that this version of the bot cannot go on with: its approval is cancelled. What was under way
 * when the process ended is not known.
 */
export async function showStoppedChange(deps: Shows, run: RunSummary): Promise<void> {
  const { card, thread, ...change } = changeOf(run);
  const approval = (await deps.record.exportRun(run.id))?.approvals.at(-1);
  const decision = approval?.decision;
  if (decision === null || decision === undefined) return;
  await editCard(deps, run.id, thread, {
    kind: 'decided',
    announced: await announcedOf(deps, run.id, card, change.root),
    decision,
  });
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
    await put(deps, thread, await placeOf(deps, run.id, kept.result), {
      kind: 'change-result',
      result,
      subject,
    });
  await editRoot(deps, { card, ...change }, { state: 'changed', ...changeEnding(result) });
}

/** Edits the card of a run, and keeps where it is when it had to be posted anew. */
export async function editCard(deps: Shows, runId: string, thread: MessageRef, message: Message): Promise<void> {
  const before = await placeOf(deps, runId, kept.card);
  const card = await put(deps, thread, before, message);
  if (card !== null && !isSameMessage(card, before)) await deps.record.remember(runId, kept.card, card);
}

type Place = typeof kept.card | typeof kept.result;

async function placeOf({ record }: Pick<Shows, 'record'>, runId: string, reference: Place): Promise<MessageRef | null> {
  return (await record.recall(runId, reference)) ?? null;
}

/** The plan as it was shown last: the second approval's card names who gave the first. */
async function announcedOf(
  { record }: Pick<Shows, 'record'>,
  runId: string,
  card: PlanCard,
  root: MessageRef | null,
): Promise<AnnouncedPlan> {
  const approval = (await record.exportRun(runId))?.approvals.at(-1);
  const asked = approval === undefined ? undefined : approvalCardOf(approval);
  const shown = asked?.of === 'change' ? asked.card : card;
  const { digest } = card;
  const expiresAt = approval?.expiresAt ?? 0;
  return { approvalId: approval?.id ?? '', digest, expiresAt, card: shown, ownsRoot: root !== null };
}

function subjectOf({ plan, digest, runId }: PlanCard, root: MessageRef | null): ChangeSubject {
  const { host, verb, options } = plan;
  return { host, verb, options, digest, runId, ownsRoot: root !== null };
}

/** Says on the message the thread hangs on how a change, or a rollout, stands. */
export async function editRoot(
  { face }: Pick<Shows, 'face'>,
  { root, card, askedAt }: Pick<ChangeInThread, 'root' | 'askedAt'> & { readonly card: AboutChange },
  now: RootState,
): Promise<void> {
  if (root === null) return;
  const { plan, requestedBy } = card;
  await face.edit(root, { kind: 'root', host: plan.host, verb: plan.verb, who: requestedBy, askedAt, now });
}

/** As much of a card as its thread's first message tells. */
type AboutChange = Pick<PlanCard, 'requestedBy'> & { readonly plan: Pick<Plan, 'verb'> & { readonly host: string } };
