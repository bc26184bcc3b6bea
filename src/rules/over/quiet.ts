import { counted } from '../../lib/counts.ts';
import { hostTime } from '../../lib/host-time.ts';
import { type Contradiction, defineContradiction, type Past } from '../../model/resolution.ts';
import { everySiteAnswers, siteAnswers } from '../../probes/sites/answers.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { requestsSince } from '../../probes/traffic/recovery.ts';

/** Messages this near each other are of one event. */
const TOGETHER_MS = 5_000;
/** Nothing is over within the newest minute, and after a quarter of an hour, as long as an on-call shift takes to look, gaps no longer count. */
const LEAST_MS = 60_000;
const MOST_MS = 15 * 60_000;
/** So many times the usual gap without it; the number is a choice. */
const TIMES_GAP = 3;

/** True when it has stayed away several times longer than it usually did between two events. */
export function quietEnough(past: Past): boolean {
  const times = timesOf(past);
  const quietMs = Date.parse(past.now) - Date.parse(past.at);
  const starts = times.filter((time, index) => index === 0 || time - (times[index - 1] ?? 0) > TOGETHER_MS);
  const [first] = starts;
  const last = starts.at(-1);
  if (first === undefined || last === undefined || starts.length < 2) return quietMs >= LEAST_MS;
  const gapMs = (last - first) / (starts.length - 1);
  return quietMs >= Math.min(MOST_MS, Math.max(LEAST_MS, TIMES_GAP * gapMs));
}

function timesOf({ entries, finding }: Past): readonly number[] {
  const dated = entries.length > 0 ? entries : finding.evidence;
  return dated
    .flatMap(({ at }) => (at === undefined ? [] : [Date.parse(at)]))
    .filter((time) => !Number.isNaN(time))
    .sort((one, other) => one - other);
}

/** Requests that must have gone well meanwhile. */
const ENOUGH = 100;

/** For what nothing live can contradict: a quarter of an hour without it, many good answers meanwhile, and every site answers well now. */
export const quietSince: Contradiction = defineContradiction({
  words: `it was not seen for a quarter of an hour while ${ENOUGH} requests and more went well`,
  from: { accessLog, siteAnswers },
  shows({ accessLog: access, siteAnswers: answers }, past) {
    const quietMs = Date.parse(past.now) - Date.parse(past.at);
    if (quietMs < MOST_MS || !quietEnough(past) || access === undefined) return undefined;
    const served = requestsSince(access, past.at);
    if (served === undefined || served.count < ENOUGH || served.bad * 20 > served.count) return undefined;
    if (answers === undefined || !everySiteAnswers(answers.answers)) return undefined;
    const more = served.atLeast ? 'at least ' : '';
    return {
      by: `it was not seen since ${hostTime(past.at, past.now)}, while ${more}${counted(served.count, 'request')} went through and every site answers`,
      evidence: [
        { kind: 'measure', source: 'access-log', name: 'requests since', value: served.count, unit: 'requests' },
      ],
    };
  },
});
