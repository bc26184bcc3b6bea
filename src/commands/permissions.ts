import type { PersonDenial } from '../model/face/answers.ts';
import type { Person } from '../model/face/face.ts';
import type { Tier } from '../model/plan.ts';

export interface Asker {
  /** Undefined when the face could not be asked: then the answer is no. */
  readonly person: Person | undefined;
  readonly ourTeam: string;
  /** Undefined when the face could not be asked. */
  readonly conversationShared: boolean | undefined;
}

/** Whether somebody may ask for a look or a plan here; undefined means yes. */
export function denyAsking(asker: Asker, sharedAllowed: boolean): PersonDenial | undefined {
  return denyPerson(asker) ?? denyPlace(asker.conversationShared, sharedAllowed);
}

/** A rule of the policy that names approvers for the change in question. */
export interface NamingRule {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** Members of the rule's groups; undefined when a group could not be read. */
  readonly members: readonly string[] | undefined;
  readonly selfApproval: boolean;
}

export interface ApproverQuestion extends Asker {
  readonly verdict: 'approve' | 'deny';
  readonly requesterId: string;
  readonly tier: Tier;
  /** The rules for this verb, host and tier; none means nobody. */
  readonly rules: readonly NamingRule[];
  /** Who has approved already, where two people have to. */
  readonly approvedById: string | undefined;
}

/** Whether somebody is among those whom these rules name, in a place where decisions count; undefined means yes. No rule means nobody, and what could not be asked means no. */
export function denyDeciding(question: Asker & Pick<ApproverQuestion, 'rules'>): PersonDenial | undefined {
  const { person, rules } = question;
  const denied = denyPerson(question) ?? denyPlace(question.conversationShared, false);
  if (denied !== undefined) return denied;
  if (rules.length === 0) return 'no-approvers';
  const id = person?.id ?? '';
  if (rules.some((rule) => names(rule, id))) return undefined;
  return rules.some(isUnread) ? 'group-unavailable' : 'not-approver';
}

/** Whether somebody may decide this plan; undefined means yes. */
export function denyApproving(question: ApproverQuestion): PersonDenial | undefined {
  const denied = denyDeciding(question);
  if (denied !== undefined || question.verdict === 'deny') return denied;
  return denyTwice(question, question.person?.id ?? '');
}

/** Whether somebody may approve what they asked for: only by a rule that names them, never by one that names others. */
export function mayApproveOwn(rules: readonly NamingRule[], id: string, tier: Tier): boolean {
  return rules.some((rule) => names(rule, id) && (rule.selfApproval || tier === 'break-glass'));
}

function denyTwice({ rules, requesterId, tier, approvedById }: ApproverQuestion, id: string): PersonDenial | undefined {
  if (id === requesterId && !mayApproveOwn(rules, id, tier)) return 'self-approval';
  return id === approvedById ? 'already-approved' : undefined;
}

function names({ users, members }: NamingRule, id: string): boolean {
  return users.includes(id) || (members ?? []).includes(id);
}

function isUnread({ groups, members }: NamingRule): boolean {
  return groups.length > 0 && members === undefined;
}

function denyPerson({ person, ourTeam }: Asker): PersonDenial | undefined {
  if (person === undefined) return 'identity-unknown';
  if (person.team !== ourTeam || person.stranger) return 'foreign-team';
  if (person.bot) return 'bot';
  if (person.deactivated) return 'deleted';
  return person.guest ? 'guest' : undefined;
}

function denyPlace(shared: boolean | undefined, allowed: boolean): PersonDenial | undefined {
  if (allowed) return undefined;
  if (shared === undefined) return 'not-in-channel';
  return shared ? 'shared-channel' : undefined;
}
