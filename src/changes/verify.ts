import type { Baseline, ChangeRunbook, Look } from '../model/change-runbook.ts';
import type { Plan, Verification } from '../model/plan.ts';
import { type ChangeDependencies, lookAtPlanned } from './look.ts';

/** Pause between two looks of a verification: the event MPM's parent may take a full second to start new children (event.c, server_main_loop). */
const PAUSE_MS = 1_500;

/** Looks until `judge` is sure, or its window has passed; a window of 0 makes one look. A failure counts once two looks in a row have shown it. */
export async function verifyOver<F>(
  deps: ChangeDependencies<F>,
  { plan, baseline, windowMs }: { readonly plan: Plan; readonly baseline: Baseline; readonly windowMs: number },
  judge: (runbook: ChangeRunbook, plan: Plan, baseline: Baseline, look: Look) => Verification,
  signal: AbortSignal,
): Promise<Verification> {
  const until = deps.clock.elapsed() + windowMs;
  for (let failures = 0; ; ) {
    await deps.clock.wait(PAUSE_MS, signal);
    const found = await lookAtPlanned(deps, plan);
    const seen = found.ok ? judge(found.runbook, plan, baseline, found.look) : notReached(found.detail);
    failures = seen.outcome === 'failed' ? failures + 1 : 0;
    if (seen.outcome === 'verified' || failures > 1 || deps.clock.elapsed() >= until) return seen;
  }
}

function notReached(detail: string): Verification {
  return { outcome: 'unsure', points: [{ name: 'Host reached', passed: false, detail }], quotes: [] };
}
