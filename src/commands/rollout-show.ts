import { rolloutFace } from '../changes/rollout-steps.ts';
import type { Json } from '../lib/json.ts';
import { implement } from '../model/define-flow.ts';
import { rolloutEnding } from '../model/ending.ts';
import type { Action, Decision, RunSummary } from '../model/engine-port.ts';
import type { AnnouncedRollout } from '../model/face/changes.ts';
import type { Message } from '../model/face/message.ts';
import { isSameMessage } from '../model/face/places.ts';
import type { HostAt, HostEnd, RolloutCard, RolloutResult } from '../model/rollout.ts';
import { editCard, editRoot } from './change-thread.ts';
import type { Shows } from './dependencies.ts';
import { put } from './put.ts';
import { kept, keptOfHost, type RolloutInThread, rolloutOf } from './stored.ts';

type Shown = { readonly card: RolloutCard; readonly decision: Decision };

/** How a rollout shows itself in its thread; each may run again after a restart and then edits what it posted. */
export function rolloutPresentationActions(showing: Shows): readonly Action[] {
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
export async function redraw(deps: Shows, runId: string, urgent: boolean): Promise<void> {
  const { thread, card } = await inputOf(deps, runId);
  const at = (await deps.record.recall(runId, kept.result)) ?? null;
  const message = await progressMessage(deps, runId, card);
  if (at !== null && !urgent) return deps.face.progress(at, message);
  const shown = await put(deps, thread, at, message);
  if (shown !== null && !isSameMessage(shown, at)) await deps.record.remember(runId, kept.result, shown);
}

async function progressMessage({ record }: Pick<Shows, 'record'>, runId: string, card: RolloutCard): Promise<Message> {
  const hosts = await Promise.all(card.plan.hosts.map(({ host }) => hostAt(record, runId, host)));
  return {
    kind: 'rollout-progress',
    card,
    hosts,
    paused: (await record.recall(runId, kept.paused)) ?? null,
    control: (await record.recall(runId, kept.control)) ?? null,
  };
}

async function hostAt(record: Shows['record'], runId: string, host: string): Promise<HostAt> {
  return { host, ...((await record.recall(runId, keptOfHost(host))) ?? { state: 'waiting', detail: '' }) };
}

async function inputOf({ record }: Pick<Shows, 'record'>, runId: string): Promise<RolloutInThread> {
  const run = await record.run(runId);
  if (run === undefined) throw new Error(`${runId} is not in the record`);
  return rolloutOf(run);
}

async function showCard(deps: Shows, runId: string, announced: AnnouncedRollout): Promise<Json> {
  const { record } = deps;
  const { thread, cardAt, ...input } = await inputOf(deps, runId);
  const before = (await record.recall(runId, kept.card)) ?? cardAt;
  if (before !== null) await record.remember(runId, kept.card, before);
  const shown = await deps.face.ask(thread, before, { kind: 'rollout-card', ...announced });
  if (!shown.sent) throw new Error('the rollout could not be shown');
  await record.remember(runId, kept.card, shown.ref);
  await editRoot(deps, input, { state: 'planned', expiresAt: announced.expiresAt });
  return null;
}

async function showDecision(deps: Shows, runId: string, { card, decision }: Shown): Promise<Json> {
  const input = await inputOf(deps, runId);
  await editCard(deps, runId, input.thread, {
    kind: 'rollout-decided',
    announced: await announcedOf(deps, runId, card),
    decision,
  });
  if (decision.verdict !== 'approve') return null;
  await redraw(deps, runId, true);
  await editRoot(deps, input, { state: 'changing' });
  return null;
}

async function showHost(deps: Shows, runId: string, { host, state, detail }: HostAt): Promise<Json> {
  await deps.record.remember(runId, keptOfHost(host), { state, detail });
  await redraw(deps, runId, false);
  return null;
}

/** Shows the pause with its buttons. Somebody who pressed Stop in between was told that it stops, so then there is nothing to show and the pause is cancelled. */
async function showPause(deps: Shows, runId: string, why: string): Promise<Json> {
  const { record } = deps;
  await record.remember(runId, kept.paused, why);
  if ((await record.recall(runId, kept.control))?.wanted === 'stop') throw new Error('somebody pressed Stop');
  await redraw(deps, runId, true);
  const input = await inputOf(deps, runId);
  await editRoot(deps, input, {
    state: 'changed',
    outcome: 'unsure',
    line: 'paused: waits for Resume or Stop in the thread',
  });
  return null;
}

async function showGoing(deps: Shows, runId: string): Promise<Json> {
  await deps.record.remember(runId, kept.paused, null);
  await redraw(deps, runId, true);
  await editRoot(deps, await inputOf(deps, runId), { state: 'changing' });
  return null;
}

async function showResult(
  deps: Shows,
  runId: string,
  { card, decision, result }: Shown & { result: RolloutResult },
): Promise<Json> {
  const input = await inputOf(deps, runId);
  if (decision.verdict === 'approve') {
    const at = (await deps.record.recall(runId, kept.result)) ?? null;
    await put(deps, input.thread, at, { kind: 'rollout-result', card, result });
  }
  await editRoot(deps, input, { state: 'changed', ...rolloutEnding(result) });
  return null;
}

/** Ends the messages of a rollout that this version of the bot cannot go on with: which host it was at is in the record. */
export async function showStoppedRollout(deps: Shows, run: RunSummary): Promise<void> {
  const { card, thread, ...input } = rolloutOf(run);
  const approvals = (await deps.record.exportRun(run.id))?.approvals ?? [];
  const decision = approvals.find(({ name }) => name.endsWith('approval'))?.decision;
  if (decision === null || decision === undefined) return;
  await editCard(deps, run.id, thread, {
    kind: 'rollout-decided',
    announced: await announcedOf(deps, run.id, card),
    decision,
  });
  const by = decision.by;
  const result: RolloutResult =
    decision.verdict === 'approve'
      ? { ended: 'stopped', hosts: await endsOf(deps, run.id, card), why: interrupted, by: null }
      : { ended: 'cancelled', by };
  if (decision.verdict === 'approve')
    await put(deps, thread, (await deps.record.recall(run.id, kept.result)) ?? null, {
      kind: 'rollout-result',
      card,
      result,
    });
  await editRoot(deps, { card, ...input }, { state: 'changed', ...rolloutEnding(result) });
}

const interrupted =
  'Another version of the bot took over while it was under way. Look at the hosts that were under change.';

async function endsOf(
  { record }: Pick<Shows, 'record'>,
  runId: string,
  { plan }: RolloutCard,
): Promise<readonly HostEnd[]> {
  return Promise.all(
    plan.hosts.map(async ({ host, doors: members }) => lastSeen(await hostAt(record, runId, host), members.length > 0)),
  );
}

/** What is known of a host whose rollout was cut off. */
function lastSeen({ host, state, detail }: HostAt, isMember: boolean): HostEnd {
  const known = { host, result: null, door: isMember ? 'unknown' : 'none' } as const;
  switch (state) {
    case 'waiting':
    case 'skipped':
      return { ...known, ended: 'skipped', door: 'none', detail: '' };
    case 'verified':
      return { ...known, ended: 'verified', door: isMember ? 'open' : 'none', detail };
    case 'failed':
    case 'untouched':
      return { ...known, ended: state, detail };
    case 'draining':
    case 'changing':
    case 'admitting':
      return { ...known, ended: 'failed', detail: 'It was under way; its state is not known.' };
  }
}

async function announcedOf(
  { record }: Pick<Shows, 'record'>,
  runId: string,
  card: RolloutCard,
): Promise<AnnouncedRollout> {
  const last = (await record.exportRun(runId))?.approvals.at(-1);
  return { approvalId: last?.id ?? '', digest: card.digest, expiresAt: last?.expiresAt ?? 0, card };
}
