import { sha256Of } from '../lib/canonical-json.ts';
import { toJson } from '../lib/json.ts';
import type { Plan } from '../model/plan.ts';

/** The digest an approval is bound to. */
export function digestOf(plan: Plan): string {
  return sha256Of(toJson(plan));
}
