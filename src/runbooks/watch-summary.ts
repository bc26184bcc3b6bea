import { columns } from '../lib/columns.ts';
import { sizeText, spanText } from '../lib/quantity.ts';
import type { WatchPoint } from './watch.ts';
import { type Trend, trendOf } from './watch-trend.ts';

/** What a watch has shown, up to now or at its end. */
export interface WatchSummary {
  readonly verdict: 'degraded' | 'healthy' | 'unknown';
  /** One sentence: what matters most. */
  readonly headline: string;
  /** Memory, workers, queue, requests: one line each. */
  readonly lines: readonly string[];
  readonly trend: Trend;
}

/** Sums up the samples; pure, so that the same points always say the same. */
export function summarise(points: readonly WatchPoint[], maxConnectionsPerChild: number | undefined): WatchSummary {
  const trend = trendOf(
    points.map(({ children }) => children),
    maxConnectionsPerChild,
  );
  const seen = points.filter(({ reached }) => reached);
  const full = seen.filter(({ busy, idle, hung }) => hung === true || (idle === 0 && (busy ?? 0) > 0)).length;
  const hung = seen.filter((point) => point.hung === true).length;
  const queued = Math.max(0, ...seen.map((point) => point.queued ?? 0));
  const restarts = new Set(seen.flatMap(({ parentPid }) => parentPid ?? [])).size - 1;
  const lines = [
    ...memoryLines(seen, trend, maxConnectionsPerChild),
    ...workerLines(seen, full, hung),
    ...queueLines(seen, queued),
    ...requestLines(seen),
    ...(restarts > 0
      ? [`the parent process changed ${restarts === 1 ? 'once' : `${restarts} times`}: the server was restarted`]
      : []),
    ...(seen.length < points.length
      ? [`${points.length - seen.length} of ${points.length} samples reached nobody`]
      : []),
  ];
  return { ...judged(trend, seen, full, queued), lines, trend };
}

/** The samples as a table, one line each. */
export function watchTable(points: readonly WatchPoint[]): string {
  const head = [
    's',
    'time',
    'children',
    'mean',
    'largest',
    'apache',
    'available',
    'requests',
    'busy',
    'idle',
    'R',
    'W',
    'K',
    'G',
    'waiting',
  ];
  const rows = points.map(({ seconds, at, reached, memory, availableKiB, accesses, busy, idle, letters, queued }) => [
    String(seconds),
    at?.slice(11, 19) ?? (reached ? '?' : 'not reached'),
    number(memory?.children),
    size(memory?.meanKiB),
    size(memory?.maxKiB),
    size(memory?.apacheKiB),
    size(availableKiB),
    number(accesses),
    number(busy),
    number(idle),
    ...['R', 'W', 'K', 'G'].map((letter) => (letters === undefined ? '?' : String(letters[letter] ?? 0))),
    number(queued),
  ]);
  return `${columns([head, ...rows]).join('\n')}\n`;
}

function judged(
  trend: Trend,
  seen: readonly WatchPoint[],
  full: number,
  queued: number,
): Pick<WatchSummary, 'verdict' | 'headline'> {
  if (seen.length === 0) return { verdict: 'unknown', headline: 'the host was not reached' };
  if (trend.kind === 'leak')
    return {
      verdict: 'degraded',
      headline: `children grow by about ${sizeText(trend.kibPerRequest)} per request and do not stop: a leak`,
    };
  if (full > 0) return { verdict: 'degraded', headline: `no worker was free in ${full} of ${seen.length} samples` };
  if (queued > 0) return { verdict: 'degraded', headline: `up to ${queued} connections waited to be accepted` };
  if (seen.every(({ busy, memory }) => busy === undefined && memory === undefined))
    return { verdict: 'unknown', headline: 'neither workers nor memory could be seen' };
  if (trend.kind === 'plateau') return { verdict: 'healthy', headline: 'memory reached a plateau: no leak' };
  if (trend.kind === 'flat') return { verdict: 'healthy', headline: 'memory does not grow with the requests served' };
  return {
    verdict: 'healthy',
    headline: `workers were free in every sample; whether memory leaks is not clear: ${trend.why}`,
  };
}

function memoryLines(seen: readonly WatchPoint[], trend: Trend, bound: number | undefined): readonly string[] {
  const sizes = seen.flatMap(({ memory }) => memory ?? []);
  const [first] = sizes;
  const last = sizes.at(-1);
  if (first === undefined || last === undefined) return ['memory: not seen'];
  const by = last.measuredBy === 'private' ? 'private memory' : 'RSS, which counts shared pages in every child';
  return [
    `memory per child: mean ${sizeText(first.meanKiB)} → ${sizeText(last.meanKiB)}, largest ${sizeText(first.maxKiB)} → ${sizeText(last.maxKiB)} (${by})`,
    `against requests: ${trendText(trend, bound)}`,
  ];
}

function trendText(trend: Trend, bound: number | undefined): string {
  switch (trend.kind) {
    case 'leak': {
      const end =
        trend.boundKiB === undefined
          ? bound === undefined
            ? 'whether anything bounds it is not known'
            : 'nothing bounds it (MaxConnectionsPerChild 0)'
          : `MaxConnectionsPerChild ${bound} bounds it at about ${sizeText(trend.boundKiB)} per child, or more where connections carry several requests`;
      return `a leak of about ${sizeText(trend.kibPerRequest)} per request (r ${trend.r.toFixed(2)}); ${end}`;
    }
    case 'plateau':
      return `a plateau: children grew by up to ${sizeText(trend.grewKiB)} and stopped`;
    case 'flat':
      return 'flat: children do not grow';
    case 'unclear':
      return `not clear: ${trend.why}`;
  }
}

function workerLines(seen: readonly WatchPoint[], full: number, hung: number): readonly string[] {
  const busy = seen.flatMap((point) => point.busy ?? []);
  const silent =
    hung === 0 ? [] : [`the status page did not answer in time in ${hung} samples: it needs a free worker itself`];
  if (busy.length === 0) return silent.length > 0 ? silent : ['workers: the status page could not be read'];
  const idle = seen.at(-1)?.idle;
  return [
    ...silent,
    `workers busy: ${Math.min(...busy)} to ${Math.max(...busy)}, now ${busy.at(-1)}${idle === undefined ? '' : `, ${idle} idle`}${full === 0 ? '' : `; none free in ${full} samples`}`,
  ];
}

function queueLines(seen: readonly WatchPoint[], most: number): readonly string[] {
  if (seen.every(({ queued }) => queued === undefined)) return ['accept queue: not seen'];
  const backlog = seen.findLast((point) => point.backlog !== undefined)?.backlog;
  return [
    `accept queue: ${most === 0 ? 'nobody waited' : `up to ${most}${backlog === undefined ? '' : ` of ${backlog}`} waited`}`,
  ];
}

function requestLines(seen: readonly WatchPoint[]): readonly string[] {
  const counted = seen.filter(({ accesses }) => accesses !== undefined);
  const [first] = counted;
  const last = counted.at(-1);
  if (first === undefined || last === undefined || last.seconds <= first.seconds) return [];
  const served = (last.accesses ?? 0) - (first.accesses ?? 0);
  if (served < 0) return ['requests: the counter was reset meanwhile'];
  const passed = last.seconds - first.seconds;
  return [`requests: ${served} in ${spanText(passed)}, ${(served / passed).toFixed(1)}/s`];
}

function number(value: number | undefined): string {
  return value === undefined ? '?' : String(value);
}

function size(kib: number | undefined): string {
  return kib === undefined ? '?' : sizeText(kib);
}
