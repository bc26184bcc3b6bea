import type { LogFacts } from '../../probes/logs/facts.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { failedStart, type UnitEvent } from '../../probes/service/unit-events.ts';

/** The story of the start that failed, unless the unit is up now: then another start went well. */
export function unfinishedStart(all: LogFacts, service: UnitFacts | undefined): UnitEvent[] {
  return isUp(service) ? [] : failedStart(all);
}

/** True where the manager says that the unit runs. */
export function isUp(service: UnitFacts | undefined): boolean {
  return service?.active === 'active' || service?.active === 'reloading';
}

/** The exit status, as a number, of `203/EXEC` and the like. */
export function statusOf(status: string | undefined): number | undefined {
  const found = /^\d{1,3}/.exec(status ?? '');
  return found === null ? undefined : Number(found[0]);
}
