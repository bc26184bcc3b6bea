import type { Host } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';

/** The hosts of a group, in the inventory's order; names of groups are the same in upper and lower case. */
export function membersOf({ hosts }: Pick<Inventory, 'hosts'>, group: string): readonly Host[] {
  return hosts.filter(({ groups }) => groups.some((one) => one.toLowerCase() === group.toLowerCase()));
}
