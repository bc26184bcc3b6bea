import { z } from 'zod';
import { nearestOf } from '../lib/nearest.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Tier } from '../model/plan.ts';
import { type ChangeVerb, changeVerbs } from '../model/verbs.ts';
import type { Problem } from './problem.ts';

/** Every tier, the least dangerous first. */
export const tiers = ['reversible', 'disruptive', 'break-glass'] as const satisfies readonly Tier[];

/** How a rule names a whole group of hosts. */
const GROUP_PREFIX = 'group:';

const slackUser = z
  .string()
  .regex(/^[UW][A-Z0-9]{4,}$/, 'a Slack user id looks like U012AB3CD (profile → ⋮ → Copy member ID)');
const slackGroup = z.string().regex(/^S[A-Z0-9]{4,}$/, 'a Slack user group id looks like S012AB3CD');

/** Who may approve which changes on which hosts. A rule only ever allows; what no rule allows is denied. */
export const ApprovalRule = z
  .strictObject({
    /** Absent means every verb. */
    verbs: z.array(z.enum(changeVerbs)).min(1).exactOptional(),
    /** Hosts by name and groups as `group:NAME`; absent means every host. */
    hosts: z.array(z.string().min(1).toLowerCase()).min(1).exactOptional(),
    tiers: z.array(z.enum(tiers)).min(1).default(['reversible']),
    users: z.array(slackUser).default([]),
    groups: z.array(slackGroup).default([]),
    /** Whether somebody whom this rule names may approve what they asked for themselves. */
    selfApproval: z.boolean().default(false),
  })
  .refine(({ users, groups }) => users.length + groups.length > 0, 'names nobody: give users or groups');
export type ApprovalRule = z.infer<typeof ApprovalRule>;

/** Who may approve what, for how long a plan stays open, and how many minutes before its end the approvers are reminded. No rules means that nobody may approve. */
export const ApprovalPolicy = z
  .strictObject({
    expiresMinutes: z.number().int().min(1).max(1440).default(30),
    /** 0 reminds nobody; absent means ten minutes, or a third of the time when that is shorter. */
    remindMinutes: z.number().int().min(0).max(1439).exactOptional(),
    rules: z.array(ApprovalRule).default([]),
  })
  .refine(({ expiresMinutes, remindMinutes = 0 }) => remindMinutes < expiresMinutes, {
    path: ['remindMinutes'],
    message: 'must be less than expiresMinutes',
  });
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

/** What is to be approved, as far as rules can tell changes apart. */
export interface ChangeCase {
  readonly verb: ChangeVerb;
  readonly host: string;
  /** Groups the host belongs to. */
  readonly hostGroups: readonly string[];
  readonly tier: Tier;
}

/** A rule with its place in the file, counted from 1. */
export interface NumberedRule extends ApprovalRule {
  readonly number: number;
}

/** The rules that name approvers for a change, in the order of the file; none means that nobody may approve it. */
export function rulesFor({ rules }: ApprovalPolicy, change: ChangeCase): readonly NumberedRule[] {
  return rules
    .map((rule, index): NumberedRule => ({ ...rule, number: index + 1 }))
    .filter(({ verbs, hosts, tiers: ruled }) => {
      const verbRuled = verbs === undefined || verbs.includes(change.verb);
      return verbRuled && ruled.includes(change.tier) && (hosts === undefined || hosts.some(isOf(change)));
    });
}

/** Everybody whom rules name, each once. */
export function approversIn(
  rules: readonly { readonly users: readonly string[]; readonly groups: readonly string[] }[],
): {
  readonly users: readonly string[];
  readonly groups: readonly string[];
} {
  return {
    users: [...new Set(rules.flatMap(({ users }) => users))],
    groups: [...new Set(rules.flatMap(({ groups }) => groups))],
  };
}

/** How many different people have to approve. */
export function approvalsNeeded(tier: Tier): 1 | 2 {
  return tier === 'disruptive' ? 2 : 1;
}

/** How long before the end of an approval its approvers are reminded, in milliseconds; 0 means never. */
export function remindBeforeMs({ expiresMinutes, remindMinutes }: ApprovalPolicy): number {
  return (remindMinutes ?? Math.min(10, expiresMinutes / 3)) * 60_000;
}

/** Hosts and groups in rules that the inventory does not know. */
export function unknownInRules(
  { rules }: ApprovalPolicy,
  { hosts }: Pick<Inventory, 'hosts'>,
  path: string,
): readonly Problem[] {
  const names = hosts.map(({ name }) => name);
  const groups = [
    ...new Set(hosts.flatMap((host) => host.groups.map((group) => `${GROUP_PREFIX}${group.toLowerCase()}`))),
  ];
  const known = [...names, ...groups];
  return rules.flatMap((rule, index) =>
    (rule.hosts ?? [])
      .filter((host) => !known.includes(host))
      .map((host) => ({
        setting: `${path}: approvals.rules.${index}.hosts`,
        problem: host.startsWith(GROUP_PREFIX)
          ? `the inventory has no group ${JSON.stringify(host.slice(GROUP_PREFIX.length))}`
          : `the inventory has no host ${JSON.stringify(host)}`,
        fix: meant(host, known, groups),
      })),
  );
}

function meant(host: string, known: readonly string[], groups: readonly string[]): string {
  const group = `${GROUP_PREFIX}${host}`;
  const [near] = groups.includes(group) ? [group] : nearestOf(host, known);
  return near === undefined ? 'name a host of the inventory, or a group as group:NAME' : `did you mean ${near}?`;
}

function isOf({ host, hostGroups }: ChangeCase): (named: string) => boolean {
  const groups = hostGroups.map((group) => `${GROUP_PREFIX}${group.toLowerCase()}`);
  return (named) => named === host.toLowerCase() || groups.includes(named);
}
