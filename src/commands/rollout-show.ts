import { type RolloutInput, rolloutPresentation } from '../changes/rollout.ts';
import { type Json, toJson } from '../lib/json.ts';
import type { Action, Actor, Announcement, Decision, RunSummary } from '../model/engine-port.ts';
import type { HostEnd, HostState, RolloutCard, RolloutControl, RolloutResult } from '../model/rollout.ts';
import type { SlackMessage } from '../slack/render/message.ts';
import { type AnnouncedRollout, renderDecidedRollout, renderRolloutCard } from '../slack/render/rollout.ts';
import {
  type HostAt,
  renderRolloutProgress,
  renderRolloutResult,
  rolloutLine,
} from '../slack/render/rollout-progress.ts';
import { editCard, editRoot, put } from './change-thread.ts';
import type { ThreadRef } from './request.ts';
import type { Services } from './services.ts';

/** Input of a rollout that was asked for in Slack: where it shows itself, besides what runs. */
export type SlackRollout = RolloutInput & {
  readonly thread: ThreadRef;
  readonly root: ThreadRef | null;
  /** The message that becomes the card. */
  readonly cardAt: ThreadRef | null;
  readonly askedAt: number;
};

/** Keys under which the record keeps what a rollout shows and what people want of it. */
const keys = { card: 'card', message: 'result', control: 'control', paused: 'paused' } as const;

type Shown = { readonly card: RolloutCard; readonly decision: Decision };

/** The actions with which a rollout shows itself in its thread; each may run again after a restart and then edits what it posted. */
export function rolloutPresentationActions(services: () => Services): readonly Action[] {
  const act = (name: string, perform: (services: Services, runId: string, args: Json) => Promise<Json>): Action => ({
    name,
    effect: 'write',
    onUncertain: 'rerun',
    perform: (args, { runId }) => perform(services(), runId, args),
  });
  return [
    act(rolloutPresentation.card, (here, runId, args) => showCard(here, runId, args as Announcement)),
    act(rolloutPresentation.decision, (here, runId, args) => showDecision(here, runId, args as Shown)),
    act(rolloutPresentation.host, (here, runId, args) => showHost(here, runId, args as HostAt)),
    act(rolloutPresentation.pause, (here, runId, args) => showPause(here, runId, args as Announcement)),
    act(rolloutPresentation.going, (here, runId, args) => showGoing(here, runId, args as { by: Actor })),
    act(rolloutPresentation.result, (here, runId, args) =>
      showResult(here, runId, args as Shown & { result: RolloutResult }),
    ),
  ];
}

/** What people want of a rollout now, from the record. */
export async function recallControl(
  { engine }: Pick<Services, 'engine'>,
  runId: string,
): Promise<RolloutControl | undefined> {
  return (await engine.recall(runId, keys.control)) as RolloutControl | undefined;
}

/** Keeps what somebody wants of a rollout. */
export async function rememberControl({ engine }: Services, runId: string, control: RolloutControl): Promise<void> {
  await engine.remember(runId, keys.control, toJson(control));
}

/** The message with the rollout's buttons. */
export async function progressPlace({ engine }: Services, runId: string): Promise<ThreadRef | undefined> {
  return (await engine.recall(runId, keys.message)) as ThreadRef | undefined;
}

/** Draws the rollout's message anew from the record. */
export async function redraw(services: Services, runId: string, urgent: boolean): Promise<void> {
  const { thread, card } = await inputOf(services, runId);
  const at = (await progressPlace(services, runId)) ?? null;
  const message = await progressMessage(services, runId, card);
  if (at !== null && !urgent) return services.gateway.progress(at, message);
  const shown = await put(services, thread, at, message);
  if (shown !== null && shown.ts !== at?.ts) await services.engine.remember(runId, keys.message, toJson(shown));
}

async function progressMessage(services: Services, runId: string, card: RolloutCard): Promise<SlackMessage> {
  const { engine } = services;
  const hosts = await Promise.all(
    card.plan.hosts.map(async ({ host }): Promise<HostAt> => {
      const at = (await engine.recall(runId, hostKey(host))) as Omit<HostAt, 'host'> | undefined;
      return { host, ...(at ?? { state: 'waiting' as HostState, detail: '' }) };
    }),
  );
  const paused = (await engine.recall(runId, keys.paused)) as string | null | undefined;
  return renderRolloutProgress({
    card,
    hosts,
    paused: paused ?? null,
    control: (await recallControl(services, runId)) ?? null,
  });
}

function hostKey(host: string): string {
  return `host ${host}`;
}

async function inputOf({ engine }: Services, runId: string): Promise<SlackRollout> {
  const run = await engine.run(runId);
  if (run === undefined) throw new Error(`${runId} is not in the record`);
  return run.input as SlackRollout;
}

async function showCard(services: Services, runId: string, announcement: Announcement): Promise<Json> {
  const { engine } = services;
  const { thread, cardAt, ...input } = await inputOf(services, runId);
  const before = ((await engine.recall(runId, keys.card)) as ThreadRef | undefined) ?? cardAt;
  if (before !== null) await engine.remember(runId, keys.card, toJson(before));
  const { approvalId, digest, expiresAt, card } = announcement;
  const message = renderRolloutCard({ approvalId, digest, expiresAt, card: card as RolloutCard });
  const shown = await put(services, thread, before, message);
  if (shown === null) throw new Error('the rollout could not be shown in Slack');
  await engine.remember(runId, keys.card, toJson(shown));
  await editRoot(services, input, { state: 'planned', expiresAt });
  return toJson(shown);
}

async function showDecision(services: Services, runId: string, { card, decision }: Shown): Promise<Json> {
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

async function showHost(services: Services, runId: string, { host, state, detail }: HostAt): Promise<Json> {
  await services.engine.remember(runId, hostKey(host), toJson({ state, detail }));
  await redraw(services, runId, false);
  return null;
}

/** Shows the pause with its buttons. Somebody who pressed Stop in between was told that it stops, so then there is nothing to show and the pause is cancelled. */
async function showPause(services: Services, runId: string, { card }: Announcement): Promise<Json> {
  const { why } = (card as { pause: { why: string } }).pause;
  await services.engine.remember(runId, keys.paused, why);
  if ((await recallControl(services, runId))?.wanted === 'stop') throw new Error('somebody pressed Stop');
  await redraw(services, runId, true);
  const input = await inputOf(services, runId);
  await editRoot(services, input, {
    state: 'changed',
    outcome: 'unsure',
    line: 'paused: waits for Resume or Stop in the thread',
  });
  return null;
}

async function showGoing(services: Services, runId: string, _by: { by: Actor }): Promise<Json> {
  await services.engine.remember(runId, keys.paused, null);
  await redraw(services, runId, true);
  await editRoot(services, await inputOf(services, runId), { state: 'changing' });
  return null;
}

async function showResult(
  services: Services,
  runId: string,
  { card, decision, result }: Shown & { result: RolloutResult },
): Promise<Json> {
  const input = await inputOf(services, runId);
  if (decision.verdict === 'approve') {
    const at = (await progressPlace(services, runId)) ?? null;
    await put(services, input.thread, at, renderRolloutResult(card, result));
  }
  const { outcome, line } = rolloutLine(result);
  await editRoot(services, input, { state: 'changed', outcome, line });
  return null;
}

/** Ends the messages of a rollout that this version of the bot cannot go on with: which host it was at is in the record. */
export async function showStoppedRollout(services: Services, run: RunSummary): Promise<void> {
  const { card, thread, ...input } = run.input as SlackRollout;
  const approvals = (await services.engine.exportRun(run.id))?.approvals ?? [];
  const decision = approvals.find(({ name }) => name.endsWith('approval'))?.decision;
  if (decision === null || decision === undefined) return;
  await editCard(services, run.id, thread, renderDecidedRollout(await announcedOf(services, run.id, card), decision));
  const by = decision.by;
  const result: RolloutResult =
    decision.verdict === 'approve'
      ? { ended: 'stopped', hosts: await endsOf(services, run.id, card), why: interrupted, by: null }
      : { ended: 'cancelled', by };
  if (decision.verdict === 'approve')
    await put(services, thread, (await progressPlace(services, run.id)) ?? null, renderRolloutResult(card, result));
  const { outcome, line } = rolloutLine(result);
  await editRoot(services, { card, ...input }, { state: 'changed', outcome, line });
}

const interrupted =
  'Another version of the bot took over while it was under way. Look at the hosts that were under change.';

async function endsOf({ engine }: Services, runId: string, { plan }: RolloutCard): Promise<readonly HostEnd[]> {
  return Promise.all(
    plan.hosts.map(async ({ host, doors }) => {
      const at = (await engine.recall(runId, hostKey(host))) as Omit<HostAt, 'host'> | undefined;
      return lastSeen({ host, ...(at ?? { state: 'waiting', detail: '' }) }, doors.length > 0);
    }),
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

async function announcedOf({ engine }: Services, runId: string, card: RolloutCard): Promise<AnnouncedRollout> {
  const last = (await engine.exportRun(runId))?.approvals.at(-1);
  return { approvalId: last?.id ?? '', digest: card.digest, expiresAt: last?.expiresAt ?? 0, card };
}
