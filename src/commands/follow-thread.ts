import { withDerived } from '../diagnosis/evaluate.ts';
import { observe } from '../diagnosis/observe.ts';
import type { Host } from '../model/host.ts';
import type { LookOptions } from '../model/intent.ts';
import { groupEntries } from '../probes/logs/group.ts';
import { createFollower, FOLLOW_EVERY_SECONDS, type Follower, followProbes } from '../runbooks/follow.ts';
import { groupLine } from '../runbooks/state/messages.ts';
import { type Following, renderFollowing } from '../slack/render/follow.ts';
import type { Running, Services } from './services.ts';
import type { ThreadRef } from './stored.ts';

const NEWEST_SHOWN = 15;
const GROUPS_SHOWN = 10;

/** Goes on reading the logs for a while after they were shown; one message of the thread is edited as lines arrive, and they go along as a file. */
export async function followInThread(
  services: Services,
  host: Host,
  options: LookOptions & { readonly followSeconds: number },
  thread: ThreadRef,
  { signal }: Running,
): Promise<void> {
  const { gateway } = services;
  const follower = createFollower(options);
  const forMs = options.followSeconds * 1_000;
  let missed = 0;
  const now = (elapsedMs: number, ended: boolean) =>
    renderFollowing(followingOf(host, follower, { elapsedMs, forMs, missed, ended }));
  const posted = await gateway.post(thread.channel, now(0, false), { threadTs: thread.ts });
  await observe(
    () => services.collect(host, followProbes, signal),
    { everyMs: FOLLOW_EVERY_SECONDS * 1_000, forMs, signal, clock: services.changes.clock },
    ({ outcomes, context, reach }, elapsedMs) => {
      if (!reach.reached) missed += 1;
      follower.take(withDerived(outcomes, context));
      if (posted.sent) gateway.progress(posted.ref, now(elapsedMs, false));
    },
  );
  const last = now(forMs, true);
  if (posted.sent) await gateway.update(posted.ref, last, { threadTs: thread.ts, priority: 'verdict' });
  if (follower.taken.length > 0) {
    const text = follower.taken.flatMap(({ raw, continuation }) => [raw, ...continuation]).join('\n');
    await gateway.upload(thread.channel, thread.ts, { filename: 'followed.txt', title: 'New messages', text });
  }
}

function followingOf(
  host: Host,
  { taken, dropped }: Follower,
  state: Pick<Following, 'elapsedMs' | 'forMs' | 'missed' | 'ended'>,
): Following {
  const newest = taken.at(-1)?.at;
  return {
    ...state,
    host: host.name,
    count: taken.length + dropped,
    newest: taken.slice(-NEWEST_SHOWN).map(({ raw }) => raw),
    groups: groupEntries(taken)
      .filter(({ count }) => count > 1)
      .slice(-GROUPS_SHOWN)
      .map((group) => groupLine(group, newest)),
  };
}
