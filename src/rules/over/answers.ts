import { counted } from '../../lib/counts.ts';
import { hostTime } from '../../lib/host-time.ts';
import type { Evidence } from '../../model/finding.ts';
import { type Contradiction, defineContradiction, type Past, type Shown } from '../../model/resolution.ts';
import { everySiteAnswers, type JudgedAnswer, siteAnswers } from '../../probes/sites/answers.ts';
import type { AccessFacts, Faring } from '../../probes/traffic/facts.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { hasRecovered, isRoot } from '../../probes/traffic/recovery.ts';

/** httpd logs a request with the time it was received: what waited for a backend is dated up to its timeout, a minute unless set, before the message. */
const WAITED_MS = 5 * 60_000;

/** The groups of requests that went wrong in this way at the time; undefined where not all of them are known, or none is. */
function failedThen(access: AccessFacts | undefined, past: Past, isMine: (status: number) => boolean) {
  const { farings, failingGroups = 0 } = access ?? {};
  if (farings === undefined) return undefined;
  const groups = farings.filter(({ group }) => group !== '*');
  if (groups.length < failingGroups) return undefined;
  const mine = groups.filter(
    ({ status, lastBad }) => isMine(status) && Date.parse(lastBad) >= Date.parse(past.began) - WAITED_MS,
  );
  return mine.length === 0 ? undefined : mine;
}

function shown(groups: readonly Faring[], past: Past): Shown | undefined {
  const latest = groups.flatMap(({ lastGood }) => lastGood ?? []).sort((a, b) => Date.parse(a) - Date.parse(b));
  const [since] = latest;
  if (since === undefined) return undefined;
  const good = groups.reduce((sum, { after }) => sum + after, 0);
  const where = groups.length === 1 ? (groups[0]?.group ?? '') : `all ${groups.length} paths that failed`;
  const [first, ...rest] = groups.map(measureOf);
  if (first === undefined) return undefined;
  return {
    by: `${where} ${groups.length === 1 ? 'has' : 'have'} been answered well ${counted(good, 'time')} since the last failure, at ${hostTime(latest.at(-1) ?? since, past.now)} last`,
    evidence: [first, ...rest.slice(0, 2)],
    since,
  };
}

function measureOf({ group, after }: Faring): Evidence {
  return {
    kind: 'measure',
    source: 'access-log',
    name: `good answers on ${group} since the last failure`,
    value: after,
    unit: 'answers',
  };
}

const isServerError = (status: number): boolean => status >= 500;

/** For what makes some requests fail, perhaps only now and then: so many later good answers on every path that failed that it would have shown again. */
export const answeredSince: Contradiction = defineContradiction({
  words: 'many later requests on every path that failed were answered well',
  from: { accessLog },
  shows({ accessLog: access }, past) {
    const groups = failedThen(access, past, isServerError);
    return groups?.every((one) => hasRecovered(one, past.now)) ? shown(groups, past) : undefined;
  },
});

/** For what makes every request fail, such as a file that cannot be read: one later good answer on each path, or to this bot. */
export const answersNow: Contradiction = defineContradiction({
  words: 'what failed is answered well now',
  from: { accessLog, siteAnswers },
  shows({ accessLog: access, siteAnswers: asked }, past) {
    const groups = failedThen(access, past, (status) => isServerError(status) || status === 403);
    if (groups === undefined) return undefined;
    const open = groups.filter((one) => !isAnswered(one, past));
    if (open.length === 0) return shown(groups, past);
    const answers = asked?.answers ?? [];
    const first = answers.find(({ kind }) => kind === 'good');
    if (first === undefined || !everySiteAnswers(answers) || !open.every(isRoot)) return undefined;
    return { by: `${first.url} ${first.words} now`, evidence: [quote(first)] };
  },
});

function isAnswered({ after, lastGood }: Faring, { at }: Past): boolean {
  return after > 0 && lastGood !== undefined && Date.parse(lastGood) >= Math.floor(Date.parse(at) / 1_000) * 1_000;
}

function quote({ source, line }: JudgedAnswer): Evidence {
  return { kind: 'quote', source, text: line };
}
