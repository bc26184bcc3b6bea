import type { Baseline } from '../model/change-runbook.ts';
import type { Plan, Undone } from '../model/plan.ts';
import type { HeldHost } from '../model/ports.ts';
import { holdPatiently, longestMs } from './hold.ts';
import type { ChangeDependencies } from './look.ts';
import { runSteps } from './steps.ts';
import { verifyOver } from './verify.ts';

/** How long a host that was lost in the middle of a change is tried for its undo. */
const LOST_MS = 30_000;

/** Runs a plan's undo on a host that is held, and looks whether the host is as it was. */
export async function undoHeld<F>(
  deps: ChangeDependencies<F>,
  { plan, baseline }: { readonly plan: Plan; readonly baseline: Baseline },
  held: HeldHost,
  signal: AbortSignal,
): Promise<Undone> {
  signal.throwIfAborted();
  const ran = await runSteps(held, plan.undo.steps, signal);
  if (ran.ended !== 'ran') return { outcome: 'unknown', detail: ran.detail, points: [], quotes: [] };
  const windowMs = ran.exit === 0 ? deps.runbook(plan.verb).verifySeconds * 1_000 : 0;
  const seen = await verifyOver(
    deps,
    { plan, baseline, windowMs },
    (runbook, planned, before, look) => runbook.restored(planned, before, look),
    signal,
  );
  const said = ran.exit === 0 ? '' : `“${ran.step}” ended with exit code ${ran.exit}: ${ran.output.trim()}`;
  const { points, quotes } = seen;
  if (seen.outcome === 'verified') return { outcome: 'undone', detail: said, points, quotes };
  return { outcome: seen.outcome === 'failed' || ran.exit !== 0 ? 'failed' : 'unknown', detail: said, points, quotes };
}

/** The same for a host that has first to be held. */
export async function undoPlan<F>(
  deps: ChangeDependencies<F>,
  input: { readonly plan: Plan; readonly baseline: Baseline },
  signal: AbortSignal,
): Promise<Undone> {
  const host = deps.host(input.plan.host);
  if (host === undefined) return unknown(`${input.plan.host} is no longer in the inventory`);
  const held = await holdPatiently(deps, host, { lockedMs: longestMs(input.plan), lostMs: LOST_MS }, signal);
  if (!held.held) return unknown(held.ended === 'locked' ? `the host is held by ${held.holder}` : held.why.detail);
  try {
    return await undoHeld(deps, input, held, signal);
  } finally {
    await held.release();
  }
}

function unknown(detail: string): Undone {
  return { outcome: 'unknown', detail, points: [], quotes: [] };
}
