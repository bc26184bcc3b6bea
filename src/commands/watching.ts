import type { Collection } from '../diagnosis/collect.ts';
import { withDerived } from '../diagnosis/evaluate.ts';
import { observe } from '../diagnosis/observe.ts';
import { type Clock, realClock } from '../lib/clock.ts';
import type { Probe } from '../model/source.ts';
import {
  connectionsPerChild,
  WATCH_EVERY_SECONDS,
  type WatchPoint,
  watchOnceProbes,
  watchPoint,
  watchProbes,
} from '../runbooks/watch.ts';
import { summarise, type WatchSummary } from '../runbooks/watch-summary.ts';

/** What a watch has, after each sample and at the end. */
export interface Watched {
  readonly points: readonly WatchPoint[];
  readonly summary: WatchSummary;
}

/** Samples a host until the time is up; `onSample` is told after each. Never rejects because of what a host does. */
export async function watchHost(request: {
  readonly seconds: number;
  readonly everySeconds?: number;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  look(probes: readonly Probe[]): Promise<Collection>;
  onSample(watched: Watched, elapsedMs: number): void;
}): Promise<Watched> {
  const points: WatchPoint[] = [];
  let bound: number | undefined;
  const everyMs = (request.everySeconds ?? WATCH_EVERY_SECONDS) * 1_000;
  await observe(
    () => request.look(bound === undefined ? [...watchOnceProbes, ...watchProbes] : watchProbes),
    { everyMs, forMs: request.seconds * 1_000, signal: request.signal, clock: request.clock ?? realClock },
    ({ outcomes: probed, context, reach, layout }, elapsedMs) => {
      const outcomes = withDerived(probed, context);
      bound ??= connectionsPerChild(outcomes);
      const look = { reached: reach.reached, at: context.now, parentPid: layout?.parentPid };
      points.push(watchPoint(elapsedMs / 1_000, look, outcomes));
      request.onSample({ points, summary: summarise(points, bound) }, elapsedMs);
    },
  );
  return { points, summary: summarise(points, bound) };
}
