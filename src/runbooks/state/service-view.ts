import { defined } from '../../lib/defined.ts';
import type { Instant } from '../../model/finding.ts';
import type { ServiceView, SiteImpact } from '../../model/impact.ts';
import type { ReadContext } from '../../model/source.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit } from '../../probes/service/probe.ts';
import { type AnswerKind, everySiteAnswers, siteAnswers } from '../../probes/sites/answers.ts';
import { sites } from '../../probes/sites/probe.ts';
import { survey } from '../../probes/survey/probe.ts';
import type { AccessFacts } from '../../probes/traffic/facts.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { haveAllRecovered } from '../../probes/traffic/recovery.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { whyItWouldEnd } from './hazards.ts';

/** What the facts say of the service that users get. */
export function serviceView(outcomes: Outcomes, { now }: ReadContext): ServiceView {
  const answers = factsFrom(outcomes, siteAnswers)?.answers ?? [];
  const asked = outcomes(sites);
  const log = factsFrom(outcomes, accessLog);
  const running = isRunning(outcomes);
  return {
    sites: answers.map(({ url, kind, words, since }) => ({ url, words, state: states[kind], ...defined({ since }) })),
    ...defined({
      running,
      endedAt: running === false ? factsFrom(outcomes, unit)?.inactiveSince : undefined,
      unseen: asked.status === 'unavailable' ? asked.detail : undefined,
      errors: log === undefined || now === undefined ? undefined : manyErrors(log, now, everySiteAnswers(answers)),
      wouldEnd: whyItWouldEnd(outcomes),
    }),
  };
}

const states: Readonly<Record<AnswerKind, SiteImpact['state']>> = {
  good: 'good',
  meant: 'good',
  slow: 'slow',
  failing: 'bad',
  denied: 'bad',
  missing: 'bad',
  loop: 'bad',
  expired: 'bad',
  untold: 'not-known',
};

/** A host whose process table shows nothing of Apache has none; where it could not be read the survey's own count or the unit must do. */
function isRunning(outcomes: Outcomes): boolean | undefined {
  const listed = factsFrom(outcomes, processes);
  if (listed !== undefined && (listed.processes.length > 0 || listed.complete)) return listed.processes.length > 0;
  const seen = factsFrom(outcomes, survey)?.processes.length;
  if (seen !== undefined && seen > 0) return true;
  const service = factsFrom(outcomes, unit);
  if (service?.active === undefined) return undefined;
  return service.active === 'active' ? undefined : service.mainPid === undefined ? false : undefined;
}

/** The last minutes that are compared with the limit, and how many requests they must have: fewer give no rate. */
const LATELY_MS = 5 * 60_000;
const enough = 20;
/** As for `error-rate-high`: one in twenty. */
const share = 0.05;
/** Where every second answer or more is an error, this many are no chance; a choice. */
const fewBad = 5;

/** Exported for its test. */
export function manyErrors(access: AccessFacts, now: Instant, sitesAnswer = false): ServiceView['errors'] {
  if (haveAllRecovered(access, now, sitesAnswer)) return undefined;
  const { minutes = [] } = access;
  const lately = minutes.filter(({ at }) => Date.parse(now) - Date.parse(at) < LATELY_MS + 60_000);
  const of = lately.reduce((sum, { count }) => sum + count, 0);
  const bad = lately.reduce((sum, one) => sum + one.bad, 0);
  const isMost = bad >= fewBad && bad * 2 >= of;
  if (!isMost && (of < enough || bad < of * share)) return undefined;
  const lastFine = minutes.findLastIndex((one) => one.bad < one.count * share);
  return { bad, of, ...defined({ since: minutes[lastFine + 1]?.at }) };
}
