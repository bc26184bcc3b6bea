import { randomBytes } from 'node:crypto';

/** Somebody who can act in the practice workspace; ids and flags are those `users.info` reports. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** What the page shows beside the name, in one or two words. */
  readonly role: string;
  readonly teamId?: string;
  readonly isRestricted?: boolean;
  readonly isUltraRestricted?: boolean;
  readonly isStranger?: boolean;
  readonly isBot?: boolean;
  readonly deleted?: boolean;
}

/** A channel; `isMember` says whether the bot has joined it (default: yes). */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly topic?: string;
  readonly isMember?: boolean;
  readonly isExtShared?: boolean;
  readonly isPrivate?: boolean;
  /** For a direct message with the bot: the person on the other side. */
  readonly imUser?: string;
}

/** A user group as `usergroups.users.list` answers it. */
export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
}

/** Who the app is in this workspace, with the tokens of this one start. */
export interface Identity {
  readonly teamId: string;
  readonly teamDomain: string;
  readonly teamName: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botName: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly verificationToken: string;
}

/** The practice workspace's team id. */
export const TEAM_ID = 'T0PRACTICE';

/** A requester, two approvers, a guest and somebody of another company. Everybody may act in every channel. */
export const DEFAULT_PEOPLE: readonly Person[] = [
  { id: 'U0ROBIN', name: 'robin', realName: 'Robin', role: 'engineer' },
  { id: 'U0ALEX', name: 'alex', realName: 'Alex', role: 'approver' },
  { id: 'U0SAM', name: 'sam', realName: 'Sam', role: 'approver' },
  { id: 'U0GAIL', name: 'gail', realName: 'Gail', role: 'guest', isRestricted: true },
  { id: 'U0OTTO', name: 'otto', realName: 'Otto', role: 'other company', teamId: 'T0OUTSIDE', isStranger: true },
];

/** Two channels of the bot, one shared with another company, and one the bot has not joined. */
export const DEFAULT_CHANNELS: readonly Channel[] = [
  { id: 'C0INCIDENTS', name: 'incidents', topic: 'Current incidents' },
  { id: 'C0WEBTEAM', name: 'web-team', topic: 'The people who run httpd' },
  { id: 'C0PARTNER', name: 'partner', topic: 'Shared with another company', isExtShared: true },
  { id: 'C0RANDOM', name: 'random', topic: 'The bot has not been invited here', isMember: false },
];

/** The group whose members may approve, by default. */
export const DEFAULT_USER_GROUPS: readonly UserGroup[] = [
  { id: 'S0APPROVERS', handle: 'approvers', users: ['U0ALEX', 'U0SAM'] },
];

/** Mints the identity of one start: fixed ids, random tokens. */
export function createIdentity(): Identity {
  const secret = () => randomBytes(12).toString('hex');
  return {
    teamId: TEAM_ID,
    teamDomain: 'practice',
    teamName: 'Practice workspace',
    appId: 'A0APACHE',
    botId: 'B0APACHE',
    botUserId: 'U0APACHEBOT',
    botName: 'apache',
    botToken: `xoxb-practice-${secret()}`,
    appToken: `xapp-practice-${secret()}`,
    verificationToken: secret(),
  };
}
