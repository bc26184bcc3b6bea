import { defined } from '../lib/defined.ts';
import type { Probe } from '../model/source.ts';
import { directives } from '../probes/config/probe.ts';
import type { MemoryFacts } from '../probes/memory/facts.ts';
import { memory } from '../probes/memory/memory.ts';
import { mpmSettings } from '../probes/memory/mpm-settings.ts';
import { memoryRoom } from '../probes/memory/probe.ts';
import { listeners } from '../probes/ports/probe.ts';
import { processes } from '../probes/processes/probe.ts';
import { version } from '../probes/service/probe.ts';
import { hangs, longestQueue } from '../probes/workers/capacity.ts';
import { statusPage } from '../probes/workers/probe.ts';
import { factsFrom, type Outcomes } from './facts-of.ts';
import type { ChildSample } from './watch-trend.ts';

/** Seconds between two samples. */
export const WATCH_EVERY_SECONDS = 10;

/** What every sample asks; what may hang stands last. */
export const watchProbes: readonly Probe[] = [processes, listeners, memoryRoom, statusPage];

/** What only the first sample asks besides: limits do not change while one watches. */
export const watchOnceProbes: readonly Probe[] = [directives, version];

/** The server at one moment; what could not be seen is absent. */
export interface WatchPoint {
  /** Seconds since the watch began. */
  readonly seconds: number;
  /** The host's clock. */
  readonly at?: string;
  readonly reached: boolean;
  /** True when the port accepted and the status page did not answer in time: what a full house looks like from outside. */
  readonly hung?: true;
  readonly busy?: number;
  readonly idle?: number;
  /** Slots by letter of the scoreboard. */
  readonly letters?: Readonly<Record<string, number>>;
  readonly accesses?: number;
  /** Connections that wait in the fullest accept queue of Apache, and how many may; zero when none waits. */
  readonly queued?: number;
  readonly backlog?: number;
  readonly memory?: Pick<MemoryFacts, 'measuredBy' | 'meanKiB' | 'maxKiB' | 'apacheKiB'> & {
    readonly children: number;
  };
  readonly availableKiB?: number;
  /** Children whose requests are known. */
  readonly children: readonly ChildSample[];
  readonly parentPid?: number;
}

/** One sample as a point; `reached: false` for a look that reached nobody. */
export function watchPoint(
  seconds: number,
  look: { readonly reached: boolean; readonly at?: string | undefined; readonly parentPid?: number | undefined },
  outcomes: Outcomes,
): WatchPoint {
  const page = factsFrom(outcomes, statusPage);
  const sockets = factsFrom(outcomes, listeners);
  const sizes = factsFrom(outcomes, memory);
  const room = factsFrom(outcomes, memoryRoom);
  const waiting = longestQueue(sockets);
  const served = new Map((page?.served ?? []).map(({ pid, requests }) => [pid, requests]));
  return defined({
    seconds: Math.round(seconds),
    at: look.at,
    reached: look.reached,
    parentPid: look.parentPid,
    hung: hangs(page) ? (true as const) : undefined,
    busy: page?.busy,
    idle: page?.idle,
    letters: page?.scoreboard?.letters,
    accesses: page?.accesses,
    queued: sockets === undefined ? undefined : (waiting?.queued ?? 0),
    backlog: waiting?.backlog,
    memory: sizes === undefined || sizes.children.length === 0 ? undefined : sizesOf(sizes),
    availableKiB: room?.availableKiB,
    children: (sizes?.children ?? []).flatMap(({ pid, kib }): ChildSample[] => {
      const requests = served.get(pid);
      return requests === undefined ? [] : [{ pid, requests, kib }];
    }),
  });
}

/** MaxConnectionsPerChild of the configuration, when the first sample could read it. */
export function connectionsPerChild(outcomes: Outcomes): number | undefined {
  const mpm = factsFrom(outcomes, statusPage)?.mpm ?? factsFrom(outcomes, version)?.mpm;
  return mpmSettings(factsFrom(outcomes, directives), mpm)?.maxConnectionsPerChild;
}

function sizesOf({ measuredBy, meanKiB, maxKiB, apacheKiB, children }: MemoryFacts) {
  return { measuredBy, meanKiB, maxKiB, apacheKiB, children: children.length };
}
