import type { ChangeRunbook } from '../../src/model/change-runbook.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ChangeVerb } from '../../src/model/verbs.ts';
import { changeDefinition } from '../../src/runbooks/changes.ts';

/** A reload under the name of a restart, whose plan says that requests are cut: what a practice host has recorded, in the tier that takes two people. */
export const disruptiveReload: ChangeRunbook = {
  ...changeDefinition('reload'),
  verb: 'restart',
  plan(request) {
    const planned = changeDefinition('reload').plan(request);
    if (!planned.offered) return planned;
    const plan: Plan = { ...planned.plan, verb: 'restart', tier: 'disruptive' };
    return { ...planned, plan };
  },
};

/** All changes of the product, of which a restart is {@link disruptiveReload}. */
export function withDisruptive(verb: ChangeVerb): ChangeRunbook {
  return verb === 'restart' ? disruptiveReload : changeDefinition(verb);
}
