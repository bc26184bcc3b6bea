import type { ChangeRunbook } from '../../src/model/change-runbook.ts';
import type { Plan } from '../../src/model/plan.ts';
import { changeRunbook } from '../../src/runbooks/changes/table.ts';

/** A reload under the name of a restart, whose plan says that requests are cut: what a practice host has recorded, in the tier that takes two people. */
export const disruptiveReload: ChangeRunbook = {
  ...changeRunbook('reload'),
  verb: 'restart',
  plan(request) {
    const planned = changeRunbook('reload').plan(request);
    if (!planned.offered) return planned;
    const plan: Plan = { ...planned.plan, verb: 'restart', tier: 'disruptive' };
    return { ...planned, plan };
  },
};

/** All changes of the product, of which a restart is {@link disruptiveReload}. */
export const withDisruptive: typeof changeRunbook = (verb) =>
  verb === 'restart' ? disruptiveReload : changeRunbook(verb);
