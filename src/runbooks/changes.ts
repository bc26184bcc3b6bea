import type { ChangeRunbook } from '../model/change-runbook.ts';
import type { ChangeVerb } from '../model/intent.ts';
import { reload } from './reload.ts';

const runbooks: Readonly<Record<ChangeVerb, ChangeRunbook>> = { reload };

/** The runbook behind a verb that changes a host. */
export function changeRunbook(verb: ChangeVerb): ChangeRunbook {
  return runbooks[verb];
}
