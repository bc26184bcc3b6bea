import { type Grown, growthOf } from '../probes/memory/growth.ts';

/** One child at one moment: requests it has served, and its memory in KiB. */
export interface ChildSample extends Grown {}

/** How the memory of the children goes with the requests they serve. */
export type Trend =
  /** Still growing in the second half of what each child served. */
  | {
      readonly kind: 'leak';
      readonly kibPerRequest: number;
      readonly r: number;
      /** Size a child reaches before MaxConnectionsPerChild replaces it; absent where nothing bounds it. */
      readonly boundKiB?: number;
    }
  /** Grew at first and stopped: a child that has met its largest request. */
  | { readonly kind: 'plateau'; readonly grewKiB: number }
  | { readonly kind: 'flat'; readonly grewKiB: number }
  | { readonly kind: 'unclear'; readonly why: string };

/** Growth of a child below this is the noise of allocators. */
const NOTEWORTHY_KIB = 1_024;
/** The second half has to grow at least this part as fast as the whole to be a leak. */
const STILL_GROWING = 0.4;
/** Correlation from which growth is taken to follow requests. */
const FOLLOWS = 0.7;

/**
 * Tells a leak from a plateau by what each child gained since its first sample, against the requests it served since then; children of different
 * ages are so compared with themselves only. `maxConnectionsPerChild` 0 or absent = no bound (it counts connections, so the bound is at least this).
 */
export function trendOf(samples: readonly (readonly ChildSample[])[], maxConnectionsPerChild = 0): Trend {
  const series = seriesOf(samples);
  const gains = series.map(gainsOf);
  const all = growthOf(gains.flat());
  const served = gains.map((list) => list.at(-1)?.requests ?? 0);
  if (all === undefined)
    return {
      kind: 'unclear',
      why: served.some((count) => count > 0)
        ? 'too few requests were served meanwhile'
        : 'no child could be followed over its requests',
    };
  const grewKiB = Math.round(median(gains.map((list) => list.at(-1)?.kib ?? 0)));
  const most = Math.max(...gains.map((list) => list.at(-1)?.kib ?? 0));
  if (most < NOTEWORTHY_KIB) return { kind: 'flat', grewKiB };
  const late = growthOf(gains.flatMap(secondHalf));
  const still = late !== undefined && late.kibPerRequest >= all.kibPerRequest * STILL_GROWING && late.r > 0;
  const lateGain = Math.max(...gains.map((list) => secondHalf(list).at(-1)?.kib ?? 0));
  if (!still || lateGain < NOTEWORTHY_KIB / 2) return { kind: 'plateau', grewKiB: Math.round(most) };
  if (all.r < FOLLOWS) return { kind: 'unclear', why: 'memory grows, but not with the requests served' };
  const start = median(series.map((list) => list[0]?.kib ?? 0));
  return {
    kind: 'leak',
    kibPerRequest: all.kibPerRequest,
    r: all.r,
    ...(maxConnectionsPerChild > 0 ? { boundKiB: Math.round(start + all.kibPerRequest * maxConnectionsPerChild) } : {}),
  };
}

/** The samples of each child that was seen at least three times, in order; a pid whose count of requests fell is another child. */
function seriesOf(samples: readonly (readonly ChildSample[])[]): readonly (readonly ChildSample[])[] {
  const byPid = new Map<number, ChildSample[]>();
  const done: ChildSample[][] = [];
  for (const child of samples.flat()) {
    const before = byPid.get(child.pid);
    const last = before?.at(-1);
    if (before === undefined || last === undefined || child.requests < last.requests) {
      if (before !== undefined) done.push(before);
      byPid.set(child.pid, [child]);
    } else before.push(child);
  }
  return [...done, ...byPid.values()].filter((list) => list.length >= 3);
}

function gainsOf(list: readonly ChildSample[]): readonly ChildSample[] {
  const [first] = list;
  if (first === undefined) return [];
  return list.map(({ pid, requests, kib }) => ({ pid, requests: requests - first.requests, kib: kib - first.kib }));
}

/** What was gained after half of the requests, counted from there. */
function secondHalf(list: readonly ChildSample[]): readonly ChildSample[] {
  const half = (list.at(-1)?.requests ?? 0) / 2;
  return gainsOf(list.filter(({ requests }) => requests >= half));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
