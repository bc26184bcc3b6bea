import type { Floor, RolloutSettings } from '../../model/rollout.ts';

/** Canary and batch size of groups the configuration does not name: one at a time, the first alone at first in any case. */
const unnamed = { batch: 1, settleSeconds: 10, balancers: [] } as const;

/** How changes over a group go, by the configuration or by the careful defaults. */
export function settingsFor(group: string, all: readonly RolloutSettings[]): RolloutSettings {
  return all.find((one) => one.group === group) ?? { group, ...unnamed };
}

/** The canary alone, then batches in the inventory's order; the canary is the group's first host unless the configuration names a member. */
export function batchesOf(
  members: readonly string[],
  { canary, batch }: Pick<RolloutSettings, 'canary' | 'batch'>,
): readonly (readonly string[])[] {
  const first = members.find((name) => name === canary) ?? members[0];
  if (first === undefined) return [];
  const rest = members.filter((name) => name !== first);
  const batches = Array.from({ length: Math.ceil(rest.length / batch) }, (_, index) =>
    rest.slice(index * batch, (index + 1) * batch),
  );
  return [[first], ...batches];
}

/** Hosts that must stay healthy: as configured, else all but those of one batch. */
export function floorOf(floor: Floor | undefined, members: number, batch: number): number {
  if (floor === undefined) return Math.max(0, members - batch);
  return typeof floor === 'number' ? floor : Math.ceil((Number.parseInt(floor, 10) / 100) * members);
}

/** Why this floor leaves no room to change anything; undefined when it does. */
export function floorProblem(
  floor: number,
  members: number,
  batches: readonly (readonly string[])[],
): string | undefined {
  const largest = Math.max(0, ...batches.map(({ length }) => length));
  if (members - largest >= floor) return undefined;
  return `The floor of ${floor} healthy ${hosts(floor)} cannot be kept: the group has ${members}, and up to ${largest} at a time would be under change.`;
}

/** A count of hosts in words. */
function hosts(count: number): string {
  return count === 1 ? 'host' : 'hosts';
}
