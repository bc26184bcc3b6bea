import { chartSvg, type Series } from '../lib/chart/line-chart.ts';
import type { WatchPoint } from './watch.ts';

/** As many children as the colours of a chart can tell apart; those that served most. */
const MOST_CHILDREN = 6;

const letters: readonly (readonly [name: string, letter: string])[] = [
  ['R reading', 'R'],
  ['W writing', 'W'],
  ['K kept', 'K'],
  ['G finishing', 'G'],
];

/** The samples as an SVG picture: memory against requests served, workers by state, accept queue. */
export function watchPicture(host: string, points: readonly WatchPoint[]): string {
  const seen = points.filter(({ reached }) => reached);
  const byRequests = childSeries(seen);
  return chartSvg(
    `${host}: ${points.length} samples${points[0]?.at === undefined ? '' : ` from ${points[0].at.slice(0, 19).replace('T', ' ')}`}`,
    [
      byRequests.length > 0
        ? {
            title: 'Memory per child against requests',
            yLabel: 'MiB',
            xLabel: 'requests served by the child',
            series: byRequests,
          }
        : { title: 'Memory per child', yLabel: 'MiB', xLabel: 'seconds', series: sizeSeries(seen) },
      { title: 'Workers by state', yLabel: 'workers', xLabel: 'seconds', series: workerSeries(seen), counts: true },
      {
        title: 'Accept queue',
        yLabel: 'connections waiting',
        xLabel: 'seconds',
        series: [overTime('waiting', seen, ({ queued }) => queued)],
        counts: true,
      },
    ],
  );
}

function childSeries(seen: readonly WatchPoint[]): readonly Series[] {
  const byPid = new Map<number, (readonly [number, number])[]>();
  for (const { pid, requests, kib } of seen.flatMap(({ children }) => children)) {
    const points = byPid.get(pid) ?? [];
    if (requests >= (points.at(-1)?.[0] ?? 0)) points.push([requests, kib / 1_024]);
    byPid.set(pid, points);
  }
  return [...byPid]
    .filter(([, points]) => points.length > 1 && (points.at(-1)?.[0] ?? 0) > (points[0]?.[0] ?? 0))
    .sort(([, one], [, other]) => span(other) - span(one))
    .slice(0, MOST_CHILDREN)
    .map(([pid, points]) => ({ name: String(pid), points }));
}

function span(points: readonly (readonly [number, number])[]): number {
  return (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
}

function sizeSeries(seen: readonly WatchPoint[]): readonly Series[] {
  return [
    overTime('mean', seen, ({ memory }) => memory && memory.meanKiB / 1_024),
    overTime('largest', seen, ({ memory }) => memory && memory.maxKiB / 1_024),
  ];
}

function workerSeries(seen: readonly WatchPoint[]): readonly Series[] {
  const present = letters.filter(([, letter]) => seen.some((point) => (point.letters?.[letter] ?? 0) > 0));
  return [
    overTime('busy', seen, ({ busy }) => busy),
    overTime('idle', seen, ({ idle }) => idle),
    ...present.map(([name, letter]) => overTime(name, seen, (point) => point.letters && (point.letters[letter] ?? 0))),
  ];
}

function overTime(name: string, seen: readonly WatchPoint[], value: (point: WatchPoint) => number | undefined): Series {
  const points = seen.flatMap((point): (readonly [number, number])[] => {
    const now = value(point);
    return now === undefined ? [] : [[point.seconds, now]];
  });
  return { name, points };
}
