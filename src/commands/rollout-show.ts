import { rolloutFace } from '../changes/rollout-steps.ts';
import type { Json } from '../lib/json.ts';
import { implement } from '../model/define-flow.ts';
import type { Action, Decision, RunLog, RunSummary } from '../model/engine-port.ts';
import type { HostAt, HostEnd, RolloutCard, RolloutResult } from '../model/rollout.ts';
import type { SlackMessage } from '../slack/render/message.ts';
import { type AnnouncedRollout, renderDecidedRollout, renderRolloutCard } from '../slack/render/rollout.ts';
import { renderRolloutProgress, renderRolloutResult, rolloutLine } from '../slack/render/rollout-progress.ts';
import { editCard, editRoot, put } from './change-thread.ts';
import type { Showing } from './services.ts';
import { kept, keptOfHost, rolloutOf, type SlackRollout } from './stored.ts';

type Shown = { readonly card: RolloutCard; readonly decision: Decision };

/** How a rollout shows itself in its thread; each may run again after a restart and then edits what it posted. */
export function rolloutPresentationActions(showing: Showing): readonly Action[] {
  return [
    implement(rolloutFace.card, (announced, { runId }) => showCard(showing, runId, announced)),
    implement(rolloutFace.decision, (shown, { runId }) => showDecision(showing, runId, shown)),
    implement(rolloutFace.host, (at, { runId }) => showHost(showing, runId, at)),
    implement(rolloutFace.pause, ({ card }, { runId }) => showPause(showing, runId, card.pause.why)),
    implement(rolloutFace.going, (_, { runId }) => showGoing(showing, runId)),
    implement(rolloutFace.result, (shown, { runId }) => showResult(showing, runId, shown)),
  ];
}

/** Draws the rollout's message anew from the record. */
export async function redraw(services: Showing, runId: string, urgent: boolean): Promise<void> {
  const { thread, card } = await inputOf(services, runId);
  const at = (await services.record.recall(runId, kept.result)) ?? null;
  const message = await progressMessage(services, runId, card);
  if (at !== null && !urgent) return services.gateway.progress(at, message);
  const shown = await put(services, thread, at, message);
  if (shown !== null && shown.ts !== at?.ts) await services.record.remember(runId, kept.result, shown);
}

async function progressMessage({ record }: Showing, runId: string, card: RolloutCard): Promise<SlackMessage> {
  const hosts = await Promise.all(card.plan.hosts.map(({ host }) => hostAt(record, runId, host)));
  return renderRolloutProgress({
    card,
    hosts,
    paused: (await record.recall(runId, kept.paused)) ?? null,
    control: (await record.recall(runId, kept.control)) ?? null,
  });
}

async function hostAt(record: RunLog, runId: string, host: string): Promise<HostAt> {
  return { host, ...((await record.recall(runId, keptOfHost(host))) ?? { state: 'waiting', detail: '' }) };
}

async function inputOf({ record }: Showing, runId: string): Promise<SlackRollout> {
  const run = await record.run(runId);
  if (run === undefined) throw new Error(`${runId} is not in the record`);
  return rolloutOf(run);
}

async function showCard(services: Showing, runId: string, announced: AnnouncedRollout): Promise<Json> {
  const { record } = services;
  const { thread, cardAt, ...input } = await inputOf(services, runId);
  const before = (await record.recall(runId, kept.card)) ?? cardAt;
  if (before !== null) await record.remember(runId, kept.card, before);
  const shown = await put(services, thread, before, renderRolloutCard(announced));
  if (shown === null) throw new Error('the rollout could not be shown in Slack');
  await record.remember(runId, kept.card, shown);
  await editRoot(services, input, { state: 'planned', expiresAt: announced.expiresAt });
  return null;
}

async function showDecision(services: Showing, runId: string, { card, decision }: Shown): Promise<Json> {
  const input = await inputOf(services, runId);
  await editCard(
    services,
    runId,
    input.thread,
    renderDecidedRollout(await announcedOf(services, runId, card), decision),
  );
  if (decision.verdict !== 'approve') return null;
  await redraw(services, runId, true);
  await editRoot(services, input, { state: 'changing' });
  return null;
}

async function showHost(services: Showing, runId: string, { host, state, detail }: HostAt): Promise<Json> {
  await services.record.remember(runId, keptOfHost(host), { state, detail });
  await redraw(services, runId, false);
  return null;
}

/** Shows the pause with its buttons. Somebody who pressed Stop in between was told that it stops, so then there is nothing to show and the pause is cancelled. */
async function showPause(services: Showing, runId: string, why: string): Promise<Json> {
  const { record } = services;
  await record.remember(runId, kept.paused, why);
  if ((await record.recall(runId, kept.control))?.wanted === 'stop') throw new Error('somebody pressed Stop');
  await redraw(services, runId, true);
  const input = await inputOf(services, runId);
  await editRoot(services, input, {
    state: 'changed',
    outcome: 'unsure',
    line: 'paused: waits for Resume or Stop in the thread',
  });
  return null;
}

async function showGoing(services: Showing, runId: string): Promise<Json> {
  await services.record.remember(runId, kept.paused, null);
  await redraw(services, runId, true);
  await editRoot(services, await inputOf(services, runId), { state: 'changing' });
  return null;
}

async function showResult(
  services: Showing,
  runId: string,
  { card, decision, result }: Shown & { result: RolloutResult },
): Promise<Json> {
  const input = await inputOf(services, runId);
  if (decision.verdict === 'approve') {
    const at = (await services.record.recall(runId, kept.result)) ?? null;
    await put(services, input.thread, at, renderRolloutResult(card, result));
  }
  const { outcome, line } = rolloutLine(result);
  await editRoot(services, input, { state: 'changed', outcome, line });
  return null;
}

/** Ends the messages of a rollout that this version of the bot cannot go on with: which host it was at is in the record. */
export async function showStoppedRollout(services: Showing, run: RunSummary): Promise<void> {
  const { card, thread, ...input } = rolloutOf(run);
  const approvals = (await services.record.exportRun(run.id))?.approvals ?? [];
  const decision = approvals.find(({ name }) => name.endsWith('approval'))?.decision;
  if (decision === null || decision === undefined) return;
  await editCard(services, run.id, thread, renderDecidedRollout(await announcedOf(services, run.id, card), decision));
  const by = decision.by;
  const result: RolloutResult =
    decision.verdict === 'approve'
      ? { ended: 'stopped', hosts: await endsOf(services, run.id, card), why: interrupted, by: null }
      : { ended: 'cancelled', by };
  if (decision.verdict === 'approve')
    await put(
      services,
      thread,
      (await services.record.recall(run.id, kept.result)) ?? null,
      renderRolloutResult(card, result),
    );
  const { outcome, line } = rolloutLine(result);
  await editRoot(services, { card, ...input }, { state: 'changed', outcome, line });
}

const interrupted =
  'Another version of the bot took over while it was under way. Look at the hosts that were under change.';

async function endsOf({ record }: Showing, runId: string, { plan }: RolloutCard): Promise<readonly HostEnd[]> {
  return Promise.all(
    plan.hosts.map(async ({ host, doors }) => lastSeen(await hostAt(record, runId, host), doors.length > 0)),
  );
}

/** What is known of a host whose rollout was cut off. */
function lastSeen({ host, state, detail }: HostAt, hasDoors: boolean): HostEnd {
  const known = { host, result: null, door: hasDoors ? 'unknown' : 'none' } as const;
  switch (state) {
    case 'waiting':
    case 'skipped':
      return { ...known, ended: 'skipped', door: 'none', detail: '' };
    case 'verified':
      return { ...known, ended: 'verified', door: hasDoors ? 'open' : 'none', detail };
    case 'failed':
    case 'untouched':
      return { ...known, ended: state, detail };
    case 'draining':
    case 'changing':
    case 'admitting':
      return { ...known, ended: 'failed', detail: 'It was under way; its state is not known.' };
  }
}

async function announcedOf({ record }: Showing, runId: string, card: RolloutCard): Promise<AnnouncedRollout> {
  const last = (await record.exportRun(runId))?.approvals.at(-1);
  return { approvalId: last?.id ?? '', digest: card.digest, expiresAt: last?.expiresAt ?? 0, card };
}
