import type { Tier } from '../../model/plan.ts';
import type { ChangeVerb } from '../../model/verbs.ts';

/** The tiers a verb's plan can have; which of several it is shows when the host was looked at. */
export const tiersOf: Readonly<Record<ChangeVerb, readonly Exclude<Tier, 'break-glass'>[]>> = {
  reload: ['reversible'],
  restart: ['disruptive'],
  start: ['reversible'],
  stop: ['disruptive'],
  'reset-failed': ['reversible'],
  tune: ['reversible', 'disruptive'],
  mpm: ['disruptive'],
  'core-dumps': ['disruptive'],
  harden: ['reversible'],
  'disable-module': ['reversible'],
  'enable-status': ['reversible'],
  'release-port': ['disruptive'],
  'clear-semaphores': ['disruptive'],
  rollback: ['reversible', 'disruptive'],
};

/** Every tier a change can be asked for in, the least dangerous first: any can be asked for past the usual approvals. */
export function possibleTiers(verb: ChangeVerb): readonly Tier[] {
  return [...tiersOf[verb], 'break-glass'];
}
