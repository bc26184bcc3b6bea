import type { Tier } from '../model/plan.ts';

/** What Slack says of somebody (users.info); `team` is null in some org-wide installs and then counts as unknown. */
export interface Person {
  readonly id: string;
  readonly team: string | null;
  readonly guest: boolean;
  readonly stranger: boolean;
  readonly bot: boolean;
  readonly deactivated: boolean;
}

/** Why somebody may not. */
export type Denial =
  | 'identity-unknown'
  | 'foreign-team'
  | 'guest'
  | 'bot'
  | 'deleted'
  | 'shared-channel'
  | 'not-in-channel'
  | 'no-approvers'
  | 'group-unavailable'
  | 'not-approver'
  | 'self-approval';

export interface Asker {
  /** Undefined when Slack could not be asked: then the answer is no. */
  readonly person: Person | undefined;
  readonly ourTeam: string;
  /** Undefined when Slack could not be asked. */
  readonly channelShared: boolean | undefined;
}

/** Whether somebody may ask for a look or a plan here; undefined means yes. */
export function denyAsking(asker: Asker, sharedAllowed: boolean): Denial | undefined {
  return denyPerson(asker) ?? denyChannel(asker.channelShared, sharedAllowed);
}

export interface ApproverQuestion extends Asker {
  readonly requesterId: string;
  readonly tier: Tier;
  readonly policy: {
    readonly users: readonly string[];
    readonly groups: readonly string[];
    readonly selfApproval: readonly string[];
  };
  /** Members of the policy's groups; undefined when a group could not be read. */
  readonly groupMembers: readonly string[] | undefined;
}

/** Whether somebody may decide this plan; undefined means yes. No empty list means everyone, and what could not be asked means no. */
export function denyApproving(question: ApproverQuestion): Denial | undefined {
  const { person, policy, groupMembers, requesterId, tier } = question;
  const denied = denyPerson(question) ?? denyChannel(question.channelShared, false);
  if (denied !== undefined) return denied;
  if (policy.users.length === 0 && policy.groups.length === 0) return 'no-approvers';
  const id = person?.id ?? '';
  if (!policy.users.includes(id)) {
    if (policy.groups.length > 0 && groupMembers === undefined) return 'group-unavailable';
    if (!(groupMembers ?? []).includes(id)) return 'not-approver';
  }
  return id === requesterId && !policy.selfApproval.includes(tier) ? 'self-approval' : undefined;
}

function denyPerson({ person, ourTeam }: Asker): Denial | undefined {
  if (person === undefined) return 'identity-unknown';
  if (person.team !== ourTeam || person.stranger) return 'foreign-team';
  if (person.bot) return 'bot';
  if (person.deactivated) return 'deleted';
  return person.guest ? 'guest' : undefined;
}

function denyChannel(shared: boolean | undefined, allowed: boolean): Denial | undefined {
  if (allowed) return undefined;
  if (shared === undefined) return 'not-in-channel';
  return shared ? 'shared-channel' : undefined;
}
