import { type ApprovalPolicy, type ChangeCase, rulesFor } from '../config/policy.ts';
import type { Directory } from '../model/face/face.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Tier } from '../model/plan.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import type { NamingRule } from './permissions.ts';

/** What approvals are judged by: the policy as it is now. */
export interface Judges {
  readonly approvals: ApprovalPolicy;
  readonly inventory: Pick<Inventory, 'find'>;
  readonly directory: Pick<Directory, 'members'>;
}

/** A change as the rules see it; a host that has left the inventory belongs to no group any more. */
export function caseOf(
  { inventory }: Pick<Judges, 'inventory'>,
  { verb, host, tier }: { readonly verb: ChangeVerb; readonly host: string; readonly tier: Tier },
): ChangeCase {
  return { verb, host, tier, hostGroups: inventory.find(host)?.groups ?? [] };
}

/** The rules that name approvers for a change, with the members of their groups, which the face is asked for. */
export async function namingRules(
  { approvals, directory }: Judges,
  change: ChangeCase,
): Promise<readonly (NamingRule & { readonly number: number })[]> {
  return Promise.all(
    rulesFor(approvals, change).map(async ({ number, users, groups, selfApproval }) => ({
      number,
      users,
      groups,
      selfApproval,
      members: await directory.members(groups),
    })),
  );
}
