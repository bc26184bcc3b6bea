import type { Instant } from '../../model/finding.ts';
import type { AccessFacts, Faring } from './facts.ts';

/** Good answers that must follow an outage, in which nearly every request failed, and at least two one after the other. */
const AFTER_OUTAGE = 10;
/** After failures with good answers between them: so many times what usually lay between two, and this long without one. One in twenty then goes unseen once in 20,000 looks. */
const TIMES_BETWEEN = 10;
const AFTER_SOME = 20;
const QUIET_MS = 2 * 60_000;
/** A failure that was seen once may be one in a thousand. */
const AFTER_ONE_MS = 15 * 60_000;

/** True when what went wrong in this group is over as far as later good answers can show it: what fails now and then is not over because the newest went well. */
export function hasRecovered({ bad, between, after, lastBad, lastGood }: Faring, now: Instant): boolean {
  if (lastGood === undefined || Date.parse(lastGood) < Date.parse(lastBad)) return false;
  const quietMs = Date.parse(now) - Date.parse(lastBad);
  if (bad === 1) return after >= AFTER_SOME && quietMs >= AFTER_ONE_MS;
  if (between < bad) return after >= AFTER_OUTAGE;
  return after >= Math.max(AFTER_SOME, (TIMES_BETWEEN * between) / bad) && quietMs >= QUIET_MS;
}

/** All requests as one group; undefined where none was answered 5xx, or nobody counted. */
export function allRequests({ farings }: AccessFacts): Faring | undefined {
  return farings?.find(({ group }) => group === '*');
}

/** `/` itself, of whatever site: what the bot asks for. */
export function isRoot({ group }: Faring): boolean {
  return /^[^/]*\/$/.test(group);
}

/**
 * True when requests failed and all groups of them have recovered, none being left out of the list. Where the bot's own requests for `/` were answered well
 * by every site, that is enough for an outage of `/`.
 */
export function haveAllRecovered(access: AccessFacts, now: Instant, everySiteAnswers: boolean): boolean {
  const groups = (access.farings ?? []).filter(({ group }) => group !== '*');
  const failed = groups.filter(({ status }) => status >= 500);
  if (failed.length === 0 || groups.length < (access.failingGroups ?? 0)) return false;
  const answered = (one: Faring): boolean => everySiteAnswers && isRoot(one) && one.bad > 1 && one.between < one.bad;
  return failed.every((one) => hasRecovered(one, now) || answered(one));
}

/** Requests that the log counts since a moment; `atLeast` where the part that was read begins later. */
export interface Since {
  readonly count: number;
  readonly bad: number;
  readonly atLeast: boolean;
}

/** Counted in whole steps behind the moment, so never one too many; undefined where the log does not tell. */
export function requestsSince({ tens = [], minutes = [] }: AccessFacts, at: Instant): Since | undefined {
  const moment = Date.parse(at);
  const reaches = tens[0] !== undefined && Date.parse(tens[0].at) <= moment;
  const steps = reaches || minutes.length === 0 ? tens : minutes;
  const [first] = steps;
  if (first === undefined) return undefined;
  const later = steps.filter((step) => Date.parse(step.at) >= moment);
  return {
    count: later.reduce((sum, { count }) => sum + count, 0),
    bad: later.reduce((sum, { bad }) => sum + bad, 0),
    atLeast: Date.parse(first.at) > moment,
  };
}
