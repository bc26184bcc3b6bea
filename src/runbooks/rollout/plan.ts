import type { ChangeOptions } from '../../model/change-options.ts';
import type { Reason } from '../../model/plan.ts';
import type { HostPlan, RolloutPlan, RolloutSettings } from '../../model/rollout.ts';
import type { ChangeVerb } from '../../model/verbs.ts';
import { batchesOf, floorOf, floorProblem } from './order.ts';

/** A host of the group: planned, or left out for reasons. */
export type MemberPlan =
  | { readonly offered: true; readonly part: HostPlan }
  | { readonly offered: false; readonly host: string; readonly reasons: readonly Reason[] };

/** What a rollout is made from; `members` is the whole group in the inventory's order. */
export interface RolloutRequest {
  readonly verb: ChangeVerb;
  readonly options: ChangeOptions;
  readonly settings: RolloutSettings;
  readonly members: readonly MemberPlan[];
}

/** A rollout, or why there is none: a single host that cannot be done is enough, for its state says something about the others. */
export type PlannedRollout =
  | { readonly offered: true; readonly plan: RolloutPlan }
  | {
      readonly offered: false;
      readonly problem: string;
      readonly refused: readonly Extract<MemberPlan, { offered: false }>[];
    };

/** Orders the hosts' plans; the tier is that of the weightiest. */
export function planRollout({ verb, options, settings, members }: RolloutRequest): PlannedRollout {
  const refused = members.flatMap((member) => (member.offered ? [] : [member]));
  if (refused.length > 0)
    return { offered: false, problem: `${refused.length} of ${members.length} hosts cannot be done now.`, refused };
  const parts = members.flatMap((member) => (member.offered ? [member.part] : []));
  const names = parts.map(({ host }) => host);
  const batches = batchesOf(names, settings);
  const floor = floorOf(settings.floor, names.length, settings.batch);
  const problem =
    names.length === 0 ? `The group ${settings.group} has no hosts.` : floorProblem(floor, names.length, batches);
  if (problem !== undefined) return { offered: false, problem, refused: [] };
  const order = batches.flat();
  const hosts = [...parts].sort((one, other) => order.indexOf(one.host) - order.indexOf(other.host));
  const plan: RolloutPlan = {
    verb,
    group: settings.group,
    host: `group:${settings.group}`,
    options,
    tier: parts.every(({ plan: { tier } }) => tier === 'reversible') ? 'reversible' : 'disruptive',
    breakGlass: null,
    hosts,
    batches,
    floor,
    settleSeconds: settings.settleSeconds,
  };
  return { offered: true, plan };
}
