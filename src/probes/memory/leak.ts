import type { StatusPage } from '../workers/status-facts.ts';
import type { MemoryFacts } from './facts.ts';
import { type Grown, growthOf } from './growth.ts';

/** Growth below this is the noise of allocators. */
const noteworthyKiB = 8 * 1024;
/** Requests within the second that was watched, below which growth says nothing. */
const fewRequests = 4;

/** Children of different age that tell at once: the more requests served, the larger. */
export interface GrowthByAge {
  readonly kibPerRequest: number;
  readonly children: readonly Grown[];
  readonly most: Grown;
  readonly least: Grown;
}

/** Children that grew while they were watched. */
export interface WatchedGrowth {
  readonly kibPerRequest: number;
  readonly children: StatusPage['growth'];
  readonly most: StatusPage['growth'][number];
  readonly requests: number;
  readonly grownKiB: number;
}

/** Growth with the number of requests served, where children of different age show it. */
export function growthByAge(sizes: MemoryFacts, page: StatusPage): GrowthByAge | undefined {
  const served = new Map(page.served.map(({ pid, requests }) => [pid, requests]));
  const children = sizes.children.flatMap(({ pid, kib }): Grown[] => {
    const requests = served.get(pid);
    return requests === undefined ? [] : [{ pid, requests, kib }];
  });
  const growth = growthOf(children);
  const most = [...children].sort((one, other) => other.kib - one.kib)[0];
  const least = [...children].sort((one, other) => one.kib - other.kib)[0];
  if (!growth || !most || !least || growth.r < 0.8 || growth.kibPerRequest < 1) return undefined;
  if (most.kib - least.kib < noteworthyKiB) return undefined;
  return { kibPerRequest: Math.round(growth.kibPerRequest), children, most, least };
}

/** Children of the same age look alike whether they leak or grew once; then only growth while being watched tells. */
export function watchedGrowth(sizes: MemoryFacts, { growth }: StatusPage): WatchedGrowth | undefined {
  const children = growth.filter(({ requests }) => requests > 0);
  const requests = children.reduce((sum, child) => sum + child.requests, 0);
  const grownKiB = children.reduce((sum, child) => sum + child.grownKiB, 0);
  const steady = children.every((child) => child.grownKiB >= child.requests && child.grownKiB > 0);
  const [most] = [...children].sort((one, other) => other.kib - one.kib);
  if (most === undefined || requests < fewRequests || !steady || sizes.maxKiB < noteworthyKiB) return undefined;
  return { kibPerRequest: Math.round(grownKiB / requests), children, most, requests, grownKiB };
}

/** KiB that a child keeps per request, where that was measured. */
export function keptPerRequest(sizes: MemoryFacts, page: StatusPage): number | undefined {
  return (growthByAge(sizes, page) ?? watchedGrowth(sizes, page))?.kibPerRequest;
}
