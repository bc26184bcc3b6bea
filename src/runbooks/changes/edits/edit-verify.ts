import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { Reason, Verification } from '../../../model/plan.ts';
import { withCode } from '../../../probes/logs/select.ts';
import type { PlanOf } from '../../define-change.ts';
import { since } from '../server/log-lines.ts';
import { type Point, requestPoint, unitPoint, verificationOf } from '../server/points.ts';
import { because } from '../server/refusal.ts';
import { verifyReload } from '../server/reload-verify.ts';
import { safetyOf, type Uptake } from '../server/safety.ts';
import { factsOf, serverSources } from '../server/server.ts';
import { verifyStart } from '../server/start-verify.ts';
import { uptakeOf } from './edit-uptake.ts';

/** How an edit shows: on disk before it is taken up, and on the running server afterwards. */
export interface Effect<Options> {
  /** Points that must hold as soon as the files are edited; a failed one stops the change. */
  onDisk(plan: PlanOf<Options>, look: Look): readonly Point[];
  /** Points that hold once the server has taken it up. */
  running(plan: PlanOf<Options>, look: Look, baseline: Baseline): readonly Point[];
}

/** Why the edited configuration must not be taken up. */
export function gateOf<Options>(
  plan: PlanOf<Options>,
  look: Look,
  uptake: Uptake,
  effect: Effect<Options>,
): readonly Reason[] {
  const missed = effect.onDisk(plan, look).filter(({ passed }) => !passed);
  return [
    ...safetyOf(look, uptake).blocking,
    ...missed.map(({ name, detail }) => because(`The server would not read what was edited (${name}: ${detail}).`)),
  ];
}

/** What a reload or restart must show, and that the edit took effect. */
export function verifyEdit<Options>(
  plan: PlanOf<Options>,
  baseline: Baseline,
  look: Look,
  effect: Effect<Options>,
): Verification {
  const now = factsOf(look, serverSources.configTree)?.digest;
  if (now !== undefined && now === baseline.configHash) return untouched(now, look);
  const taken = uptakeOf(plan) === 'reload' ? verifyReload(baseline, look) : verifyStart(baseline, look);
  const own = verificationOf([
    now === undefined || baseline.configHash === null
      ? { name: EDITED, passed: false, detail: 'the configuration could not be hashed' }
      : { name: EDITED, passed: true, detail: `hash ${baseline.configHash.slice(0, 12)} → ${now.slice(0, 12)}` },
    ...effect.onDisk(plan, look),
    ...effect.running(plan, look, baseline),
  ]);
  const outcomes = [taken.outcome, own.outcome];
  return {
    outcome: outcomes.includes('failed') ? 'failed' : outcomes.includes('unsure') ? 'unsure' : 'verified',
    points: [...taken.points, ...own.points],
    quotes: taken.quotes,
  };
}

const EDITED = 'Configuration edited';

/** The files are those of before, as when the helper refused the edit or undid it itself: not what was wanted, and nothing that could be undone. */
function untouched(hash: string, look: Look): Verification {
  return verificationOf([
    {
      name: EDITED,
      passed: false,
      detail: `no: the files are those of before (hash ${hash.slice(0, 12)}), so there is nothing to undo`,
    },
    ...(look.layout?.unit === undefined ? [] : [{ ...unitPoint(look, 'active'), fatal: false }]),
    { ...requestPoint(look), fatal: false },
  ]);
}

function codes(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `AH${String(from + index).padStart(5, '0')}`);
}

/** Every line with which an MPM says that it does not use a limit as written: prefork, worker, event (each one’s check_config). */
const adjusting: readonly string[] = [...codes(175, 187), ...codes(300, 323), ...codes(497, 520)];

/** httpd said nothing about limits that it lowers or ignores. */
export function unadjustedPoint(baseline: Baseline, look: Look): Point {
  const name = 'Limits as written';
  const entries = since(look, baseline);
  if (entries === undefined) return { name, passed: false, detail: 'the error log could not be read' };
  const [said] = withCode(entries, ...adjusting);
  if (said === undefined) return { name, passed: true, detail: 'no line about a limit that httpd changed or ignored' };
  return { name, passed: false, fatal: true, detail: `${said.code}: ${said.message}`.slice(0, 300) };
}
