import type { Json } from '../lib/json.ts';
import type { Actor, EpochMs, RunSummary } from '../model/engine-port.ts';
import type { MessageRef } from '../model/face/places.ts';
import type { SafetyCheck } from '../model/plan.ts';
import type { Records, Speaks } from './dependencies.ts';
import { aboutOf } from './stored.ts';

/** Another change of the same host, under way or waiting for its approval. */
export interface OtherChange {
  readonly runId: string;
  readonly what: string;
  readonly who: Actor;
  readonly state: 'running' | 'waiting';
  readonly since: EpochMs;
  readonly thread: MessageRef | undefined;
}

/** Changes that hold this host now, or will when somebody approves them: a second one is not refused, but told. */
export async function otherChanges(
  { record }: Records<'holder' | 'pendingApprovals' | 'run'>,
  host: string,
): Promise<readonly OtherChange[]> {
  const [holder, pending] = await Promise.all([record.holder(host), record.pendingApprovals()]);
  const held = holder === undefined ? undefined : await record.run(holder.runId);
  const waiting = pending.filter(({ card, runId }) => runId !== held?.id && isAbout(card, host));
  const waitingRuns = await Promise.all(
    waiting.map(async ({ runId, requestedAt }) => ({ run: await record.run(runId), requestedAt })),
  );
  return [
    ...(held === undefined ? [] : [otherChange(held, 'running', holder?.since ?? held.startedAt)]),
    ...waitingRuns.flatMap(({ run, requestedAt }) =>
      run === undefined ? [] : [otherChange(run, 'waiting', requestedAt)],
    ),
  ];
}

/** The same as things to weigh on the card. */
export function otherChangeChecks(others: readonly OtherChange[]): readonly SafetyCheck[] {
  return others.map(({ what, state, runId }) => ({
    name: 'Another change of this host',
    passed: false,
    detail: `${what} ${state === 'running' ? 'is running now' : 'waits for its approval'} (run ${runId})`,
  }));
}

/** Tells the thread who holds the host, with the way to their thread. */
export async function tellOtherChanges(
  { face }: Speaks,
  thread: MessageRef,
  host: string,
  others: readonly OtherChange[],
): Promise<void> {
  if (others.length === 0) return;
  const shown = await Promise.all(
    others.slice(0, 5).map(async (other) => ({
      ...other,
      link: other.thread === undefined ? undefined : await face.link(other.thread),
    })),
  );
  await face.post({ thread }, { kind: 'other-changes', host, others: shown });
}

/** The card of a change, or of a rollout, which is about several hosts. */
function isAbout(card: Json, host: string): boolean {
  const plan = aboutOf({ card })?.card.plan;
  return plan?.host === host || plan?.hosts?.some((one) => one.host === host) === true;
}

function otherChange(run: RunSummary, state: OtherChange['state'], since: EpochMs): OtherChange {
  const { card, thread } = aboutOf(run.input) ?? {};
  return { runId: run.id, what: card?.plan.verb ?? run.flow, who: run.who, state, since, thread };
}
