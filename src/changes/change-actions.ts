import { implement } from '../model/define-flow.ts';
import type { Action } from '../model/engine-port.ts';
import type { Plan } from '../model/plan.ts';
import { applyPlan } from './apply.ts';
import { applyApproved, type BaselineSeen, takeBaseline, undoApplied, verifyApplied } from './change-steps.ts';
import { untilEnded } from './hold.ts';
import { type ChangeDependencies, lookAtPlanned } from './look.ts';
import { undoPlan } from './undo.ts';
import { verifyOver } from './verify.ts';

/** How the change flow touches a host. */
export function changeActions<F>(deps: ChangeDependencies<F>): readonly Action[] {
  return [
    implement(takeBaseline, ({ plan }) => baselineOf(deps, plan)),
    implement(applyApproved, (args, info) => applyPlan(deps, args, info)),
    implement(verifyApplied, async ({ plan, baseline, failed, unended }, { signal }) => {
      if (unended) await untilEnded(deps, plan, signal);
      const windowMs = failed ? 0 : deps.runbook(plan.verb).verifySeconds * 1_000;
      const judge: Parameters<typeof verifyOver>[2] = (runbook, planned, before, look) =>
        runbook.verify(planned, before, look);
      return verifyOver(deps, { plan, baseline, windowMs }, judge, signal);
    }),
    implement(undoApplied, (args, { signal }) => undoPlan(deps, args, signal)),
  ];
}

/** Looks once more where the first look was cut short. */
async function baselineOf<F>(deps: ChangeDependencies<F>, plan: Plan): Promise<BaselineSeen> {
  const first = await lookAtPlanned(deps, plan);
  const found =
    first.ok && first.look.reach.reached && first.look.reach.complete ? first : await lookAtPlanned(deps, plan);
  if (!found.ok) return found;
  const baseline = found.runbook.baseline(found.look);
  if (baseline.now !== null) return { ok: true, baseline };
  return {
    ok: false,
    detail: 'The host could not be looked at right before the command, so its effect could not be proven.',
  };
}
