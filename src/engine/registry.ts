import type { Action, Flow } from '../model/engine-port.ts';

/** Flows and actions by name. Throws when two share one, and when a flow names an action that nobody implements: what nobody can do must not begin. */
export function registered({
  flows,
  actions,
}: {
  readonly flows: readonly Flow[];
  readonly actions: readonly Action[];
}) {
  const known = byName(actions, ({ type }) => type.name);
  for (const flow of flows) {
    for (const type of flow.actions) {
      if (known.get(type.name)?.type !== type)
        throw new Error(`the flow ${flow.name} names the action ${type.name}, which is not registered`);
    }
  }
  return { flows: byName(flows, ({ name }) => name), actions: known };
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, T> {
  const map = new Map(items.map((item) => [nameOf(item), item]));
  if (map.size !== items.length) throw new Error('two flows or two actions share a name');
  return map;
}
