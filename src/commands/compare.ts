import type { Collection } from '../diagnosis/collect.ts';
import { withDerived } from '../diagnosis/evaluate.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Host } from '../model/host.ts';
import { type Intent, optionLimits } from '../model/intent.ts';
import type { Inventory } from '../model/inventory.ts';
import { compareProfiles } from '../runbooks/compare.ts';
import { profileOf } from '../runbooks/profile.ts';
import { membersOf } from './members.ts';

type Compare = Extract<Intent, { kind: 'compare' }>;

/** The hosts that are meant, named ones first; or why they cannot be compared. */
export function hostsToCompare(
  inventory: Inventory,
  { hosts, group }: Compare,
): { readonly hosts: readonly Host[] } | { readonly problem: string } {
  const named = hosts.flatMap((name) => inventory.find(name) ?? []);
  const members = group === undefined ? [] : membersOf(inventory, group);
  const all = [...new Set([...named, ...members])];
  const { least, most } = optionLimits.comparedHosts;
  if (all.length < least) return { problem: 'There are fewer than two such hosts, so there is nothing to compare.' };
  if (all.length > most) return { problem: `These are ${all.length} hosts; \`compare\` takes ${most} at most.` };
  return { hosts: all };
}

/** Looks at all hosts at once and says what differs; a host that cannot be reached is named and left out. */
export async function compareHosts(
  hosts: readonly Host[],
  look: (host: Host) => Promise<Collection>,
): Promise<Comparison> {
  const began = performance.now();
  const collections = await Promise.all(hosts.map(look));
  const reached = collections.filter(({ reach }) => reach.reached);
  return {
    hosts: reached.map(({ host }) => host.name),
    unreached: collections.flatMap(({ host, reach }) =>
      reach.reached ? [] : [{ host: host.name, why: reach.detail || reach.reason }],
    ),
    aspects: compareProfiles(
      reached.map(({ host, outcomes, context }) => profileOf(host.name, withDerived(outcomes, context))),
    ),
    durationMs: Math.round(performance.now() - began),
  };
}
