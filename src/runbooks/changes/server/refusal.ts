import type { Planned } from '../../../model/change-runbook.ts';
import type { Reason } from '../../../model/plan.ts';
import type { ChangeVerb } from '../../../model/verbs.ts';

/** No plan, for these reasons. */
export function refused(host: string, verb: ChangeVerb, reasons: readonly Reason[]): Planned {
  return { offered: false, refusal: { host, verb, reasons } };
}

/** A reason that needs no captured line. */
export function because(why: string): Reason {
  return { why, evidence: [] };
}
