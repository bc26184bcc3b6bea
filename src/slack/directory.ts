import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import type { Directory, Person } from '../model/face/face.ts';

/** How long an answer may be used: somebody removed from the approvers must not approve for longer. */
const FRESH_MS = 60_000;

/** More answers than people press buttons in a minute; beyond it the oldest go. */
const MOST_KEPT = 1_000;

/** Asks Slack, and keeps answers for a minute. */
export function createDirectory(client: WebClient): Directory {
  const person = cached(async (id) => readPerson(await client.users.info({ user: id })));
  const group = cached(async (usergroup) => (await client.usergroups.users.list({ usergroup })).users);
  const shared = cached(async (channel) => readShared(await client.conversations.info({ channel })));
  return {
    person,
    isShared: shared,
    async members(groupIds) {
      const lists = await Promise.all(groupIds.map(group));
      return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
    },
  };
}

/** Answers by key, asked for once while they are fresh; what Slack did not answer is asked for again. */
function cached<T extends NonNullable<unknown>>(
  ask: (key: string) => Promise<T | undefined>,
): (key: string) => Promise<T | undefined> {
  const answers = new LRUCache<string, T>({
    max: MOST_KEPT,
    ttl: FRESH_MS,
    perf: Date,
    ttlResolution: 0,
    fetchMethod: ask,
  });
  return (key) => answers.fetch(key).catch(() => undefined);
}

function readPerson({ user }: Awaited<ReturnType<WebClient['users']['info']>>): Person | undefined {
  if (user?.id === undefined) return undefined;
  return {
    id: user.id,
    team: user.team_id ?? null,
    guest: user.is_restricted === true || user.is_ultra_restricted === true,
    stranger: user.is_stranger === true,
    bot: user.is_bot === true,
    deactivated: user.deleted === true,
  };
}

function readShared({ channel }: Awaited<ReturnType<WebClient['conversations']['info']>>): boolean | undefined {
  if (channel === undefined) return undefined;
  return channel.is_ext_shared === true || channel.is_pending_ext_shared === true;
}
