import type { Tier } from '../model/plan.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import { changes } from './changes/index.ts';
import type { ChangeDefinition } from './define-change.ts';

/** The change behind a verb. @throws {Error} for a verb of a list that is older than the files; `npm run generate` makes it anew. */
export function changeDefinition(verb: ChangeVerb): ChangeDefinition {
  const found = changes.find((one) => one.verb === verb);
  if (found === undefined) throw new Error(`no change ${verb}: run npm run generate`);
  return found;
}

/** Every tier a change can be asked for in, the least dangerous first: any can be asked for past the usual approvals. */
export function possibleTiers(verb: ChangeVerb): readonly Tier[] {
  return [...changeDefinition(verb).tiers, 'break-glass'];
}
