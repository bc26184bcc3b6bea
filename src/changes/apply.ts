import { cleanText } from '../lib/hostile-text.ts';
import { redact } from '../lib/redact.ts';
import type { Baseline } from '../model/change-runbook.ts';
import type { StepInfo } from '../model/engine-port.ts';
import type { ChangeResult, Plan, PlanStep, Undone, Verification } from '../model/plan.ts';
import type { HeldHost } from '../model/ports.ts';
import type { ApplyArgs } from './change-steps.ts';
import { digestOf } from './digest.ts';
import { type ChangeDependencies, lookAtPlanned } from './look.ts';
import { runSteps, type StepsEnd } from './steps.ts';
import { withTraffic } from './traffic.ts';
import { undoHeld } from './undo.ts';

const unverified: Verification = { outcome: 'unsure', points: [], quotes: [] };

/**
 * Exactly the approved plan, under the host's lock from the drift check to the last step: steps that edit, a look at what they made of the configuration,
 * then the rest. What fails half-way is undone at once, under the same lock.
 */
export async function applyPlan<F>(
  deps: ChangeDependencies<F>,
  { plan, digest, baseline, until }: ApplyArgs,
  info: StepInfo,
): Promise<ChangeResult> {
  if (digestOf(plan) !== digest)
    return { ended: 'refused', reasons: ['The stored plan is not the one that was approved: its digest differs.'] };
  if (plan.steps.length === 0) return { ended: 'refused', reasons: ['The plan has no steps.'] };
  if (info.uncertain)
    return { ended: 'unknown', detail: 'The bot was restarted while this ran.', verification: null, undone: null };
  if (until !== null && Date.now() > until) return { ended: 'refused', reasons: [tooOld] };
  const frozen = deps.frozen();
  if (frozen !== undefined) return { ended: 'refused', reasons: [frozen] };
  const host = deps.host(plan.host);
  if (host === undefined) return { ended: 'not-sent', detail: `${plan.host} is no longer in the inventory` };
  const held = await deps.transport.hold(host, info.signal);
  if (!held.held)
    return held.ended === 'locked'
      ? { ended: 'locked', holder: redact(cleanText(held.holder)) }
      : { ended: 'not-sent', detail: held.why.detail };
  try {
    return await applyHeld(deps, { plan, baseline }, held, info.signal);
  } finally {
    await held.release();
  }
}

const tooOld =
  'It was approved too long ago: its turn came only now, after another change of the host or a time without the bot.';

type Applying = { readonly plan: Plan; readonly baseline: Baseline };

async function applyHeld<F>(
  deps: ChangeDependencies<F>,
  applying: Applying,
  held: HeldHost,
  signal: AbortSignal,
): Promise<ChangeResult> {
  const { plan } = applying;
  const found = await lookAtPlanned(deps, plan);
  if (!found.ok) return { ended: 'not-sent', detail: found.detail };
  const drift = found.runbook.drift(plan, found.look);
  if (drift.length > 0) return { ended: 'drifted', drift };
  const frozen = deps.frozen();
  if (frozen !== undefined) return { ended: 'refused', reasons: [frozen] };
  if (found.runbook.endsService === true) return runHeld(deps, applying, held, signal);
  const { value, traffic } = await withTraffic(deps, found.host, found.look, () =>
    runHeld(deps, applying, held, signal),
  );
  return value.ended === 'done' ? { ...value, traffic } : value;
}

/** The steps themselves. */
async function runHeld<F>(
  deps: ChangeDependencies<F>,
  applying: Applying,
  held: HeldHost,
  signal: AbortSignal,
): Promise<ChangeResult> {
  const { plan } = applying;
  const { edits, rest } = parted(plan.steps);
  const edited = await runSteps(held, edits, signal);
  if (edited.ended !== 'ran' || edited.exit !== 0)
    return failed(edited, await takenBack(deps, editsOnly(applying), held, edited, signal));
  if (edits.length > 0) {
    signal.throwIfAborted();
    const reasons = await gateReasons(deps, plan);
    if (reasons.length > 0) {
      const undoing = editsOnly(applying);
      const undone = undoing.plan.undo.steps.length === 0 ? null : await undoHeld(deps, undoing, held, signal);
      return { ended: 'stopped', reasons, undone };
    }
  }
  if (edits.length > 0) signal.throwIfAborted();
  const end = rest.length === 0 ? edited : await runSteps(held, rest, signal);
  const whole = { ...end, completed: end.completed + (rest.length === 0 ? 0 : edited.completed) };
  return failed(whole, await takenBack(deps, applying, held, whole, signal));
}

/** Edits come first; the last of them is the last step with a gate. */
function parted(steps: readonly PlanStep[]): {
  readonly edits: readonly PlanStep[];
  readonly rest: readonly PlanStep[];
} {
  const last = steps.findLastIndex(({ gate }) => gate === true);
  return { edits: steps.slice(0, last + 1), rest: steps.slice(last + 1) };
}

/** Where only files were edited, only they have to be put back: the server has not read them. */
export function editsOnly({ plan, baseline }: Applying): Applying {
  const steps = plan.undo.steps.filter(({ gate }) => gate === true);
  return { plan: { ...plan, undo: { ...plan.undo, steps } }, baseline };
}

async function gateReasons<F>(deps: ChangeDependencies<F>, plan: Plan): Promise<readonly string[]> {
  const found = await lookAtPlanned(deps, plan);
  if (!found.ok) return [`The host could not be looked at after the edit: ${found.detail}`];
  return (found.runbook.gate?.(plan, found.look) ?? []).map(({ why }) => why);
}

/** Takes back what a failing step left; a first step that failed has changed nothing, and an end that is not known is looked at first. */
async function takenBack<F>(
  deps: ChangeDependencies<F>,
  applying: Applying,
  held: HeldHost,
  end: StepsEnd,
  signal: AbortSignal,
): Promise<Undone | null> {
  const failedLate = end.completed > 0 && end.ended !== 'unknown' && !(end.ended === 'ran' && end.exit === 0);
  if (!failedLate || applying.plan.undo.steps.length === 0) return null;
  return undoHeld(deps, applying, held, signal);
}

function failed(end: StepsEnd, undone: Undone | null): ChangeResult {
  if (end.ended === 'ran') {
    const { step, exit, output } = end;
    return { ended: 'done', step, exit, output, verification: unverified, traffic: null, undone };
  }
  if (end.ended === 'not-sent' && end.completed === 0) return { ended: 'not-sent', detail: end.detail };
  return { ended: 'unknown', detail: end.detail, verification: null, undone };
}
