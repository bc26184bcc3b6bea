import type { WebClient } from '@slack/web-api';

/** What users.info says of somebody, as far as permissions need it. */
export interface DirectoryPerson {
  readonly id: string;
  readonly team: string | null;
  readonly guest: boolean;
  readonly stranger: boolean;
  readonly bot: boolean;
  readonly deactivated: boolean;
}

/** Answers about people, groups and channels, at most {@link FRESH_MS} old; undefined means that Slack could not be asked, and must be read as no. */
export interface Directory {
  person(userId: string): Promise<DirectoryPerson | undefined>;
  members(groupIds: readonly string[]): Promise<readonly string[] | undefined>;
  /** Whether people of another company can be in the channel. */
  isShared(channelId: string): Promise<boolean | undefined>;
}

/** How long an answer may be used: somebody removed from the approvers must not approve for longer. */
export const FRESH_MS = 60_000;

/** Asks Slack, and keeps answers for a minute. */
export function createDirectory(client: WebClient, now: () => number = Date.now): Directory {
  const person = cached(now, async (id) => readPerson(await client.users.info({ user: id })));
  const group = cached(now, async (usergroup) => (await client.usergroups.users.list({ usergroup })).users);
  const shared = cached(now, async (channel) => readShared(await client.conversations.info({ channel })));
  return {
    person,
    isShared: shared,
    async members(groupIds) {
      const lists = await Promise.all(groupIds.map(group));
      return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
    },
  };
}

function cached<T>(
  now: () => number,
  ask: (key: string) => Promise<T | undefined>,
): (key: string) => Promise<T | undefined> {
  const kept = new Map<string, { readonly at: number; readonly value: T }>();
  return async (key) => {
    const known = kept.get(key);
    if (known !== undefined && now() - known.at < FRESH_MS) return known.value;
    kept.delete(key);
    try {
      const value = await ask(key);
      if (value !== undefined) kept.set(key, { at: now(), value });
      return value;
    } catch {
      return undefined;
    }
  };
}

function readPerson({ user }: Awaited<ReturnType<WebClient['users']['info']>>): DirectoryPerson | undefined {
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
