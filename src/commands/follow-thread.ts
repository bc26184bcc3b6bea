import { withDerived } from '../diagnosis/evaluate.ts';
import { observe } from '../diagnosis/observe.ts';
import type { Message } from '../model/face/message.ts';
import type { MessageRef } from '../model/face/places.ts';
import type { Host } from '../model/host.ts';
import type { LookOptions } from '../model/intent.ts';
import type { LogEntry } from '../model/log-entry.ts';
import { groupEntries } from '../probes/logs/group.ts';
import { createFollower, FOLLOW_EVERY_SECONDS, type Follower, followProbes } from '../runbooks/follow.ts';
import { groupLine } from '../runbooks/state/messages.ts';
import type { Collects, Paces, Running, Speaks } from './dependencies.ts';

const NEWEST_SHOWN = 15;
const GROUPS_SHOWN = 10;

/** Goes on reading the logs for a while after they were shown; one message of the thread is edited as lines arrive, and they go along as a file. */
export async function followInThread(
  deps: Speaks & Collects & Paces,
  host: Host,
  options: LookOptions & { readonly followSeconds: number },
  thread: MessageRef,
  { signal }: Running,
): Promise<void> {
  const { face } = deps;
  const follower = createFollower(options);
  const forMs = options.followSeconds * 1_000;
  let missed = 0;
  const now = (elapsedMs: number, more: { fresh?: readonly LogEntry[]; unreached?: string; ended?: true } = {}) =>
    followingOf(host, follower, { elapsedMs, forMs, missed, ...more });
  const posted = await face.post({ thread }, now(0));
  await observe(
    () => deps.collect(host, followProbes, signal),
    { everyMs: FOLLOW_EVERY_SECONDS * 1_000, forMs, signal, clock: deps.clock },
    ({ outcomes, context, reach }, elapsedMs) => {
      if (!reach.reached) missed += 1;
      const fresh = follower.take(withDerived(outcomes, context));
      const unreached = reach.reached ? {} : { unreached: reach.detail };
      if (posted.sent) face.progress(posted.ref, now(elapsedMs, { fresh, ...unreached }));
    },
  );
  if (posted.sent) await face.edit(posted.ref, now(forMs, { ended: true }), thread);
  if (follower.taken.length > 0) {
    const text = follower.taken.map(whole).join('\n');
    await face.attach(thread, { filename: 'followed.txt', title: 'New messages', text, aside: true });
  }
}

function followingOf(
  host: Host,
  { taken, dropped }: Follower,
  state: {
    readonly elapsedMs: number;
    readonly forMs: number;
    readonly missed: number;
    readonly fresh?: readonly LogEntry[];
    readonly unreached?: string;
    readonly ended?: true;
  },
): Message {
  const newest = taken.at(-1)?.at;
  return {
    kind: 'following',
    ...state,
    ended: state.ended === true,
    host: host.name,
    count: taken.length + dropped,
    fresh: (state.fresh ?? []).map(whole),
    newest: taken.slice(-NEWEST_SHOWN).map(({ raw }) => raw),
    groups: groupEntries(taken)
      .filter(({ count }) => count > 1)
      .slice(-GROUPS_SHOWN)
      .map((group) => groupLine(group, newest)),
  };
}

/** A message with the lines that go on with it. */
function whole({ raw, continuation }: LogEntry): string {
  return [raw, ...continuation].join('\n');
}
