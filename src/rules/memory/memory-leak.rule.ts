import { defineRule, type Found } from '../../model/rule.ts';
import type { MemoryFacts } from '../../probes/memory/facts.ts';
import { type Grown, growthOf } from '../../probes/memory/growth.ts';
import { memory } from '../../probes/memory/memory.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';

/** Growth below this is the noise of allocators. */
const noteworthyKiB = 8 * 1024;

export const memoryLeak = defineRule({
  id: 'memory-leak',
  title: 'Children grow with the requests they serve',
  kind: 'problem',
  answers: ['oom', 'memory'],
  severity: 'warning',
  cause:
    'The more requests a child has served, the larger it is: a module or the application keeps memory per request. A child that grew once to the size of its largest request and then stays there is not leaking.',
  remedy:
    'Bound it with MaxConnectionsPerChild (1,000 to 10,000; it counts connections) until the module or application is mended: compare with what was deployed or upgraded when it began.',
  explains: ['oom-kill', 'memory-overcommitted', 'memory-pressure', 'swap-exhausted', 'unit-failed-oom'],
  reads: { memory, page: statusPage },
  judge({ memory: sizes, page }) {
    return acrossChildren(sizes, page) ?? whileLooking(sizes, page);
  },
});

/** Children of different age tell at once: the more requests served, the larger. */
function acrossChildren(sizes: MemoryFacts, page: StatusPage): Found | undefined {
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
  const perRequest = Math.round(growth.kibPerRequest);
  return {
    summary: `Children grow by about ${perRequest} KiB per request: ${mib(least.kib)} MiB after ${least.requests} requests, ${mib(most.kib)} MiB after ${most.requests}.`,
    certainty: sizes.measuredBy === 'private' ? 'likely' : 'possible',
    evidence: [
      {
        kind: 'measure',
        source: 'memory',
        name: `size of child ${most.pid} after ${most.requests} requests`,
        value: mib(most.kib),
        unit: 'MiB',
      },
      {
        kind: 'measure',
        source: 'memory',
        name: `size of child ${least.pid} after ${least.requests} requests`,
        value: mib(least.kib),
        unit: 'MiB',
      },
    ],
    facts: {
      kibPerRequest: perRequest,
      pid: most.pid,
      pids: children.map(({ pid }) => pid).slice(0, 50),
      size: Math.round(most.kib),
      measuredBy: sizes.measuredBy,
      mpm: page.mpm,
    },
  };
}

/** Requests within the second that was watched, below which growth says nothing. */
const fewRequests = 4;

/** Children of the same age look alike whether they leak or grew once; then only growth while being watched tells. */
function whileLooking(sizes: MemoryFacts, { growth, mpm }: StatusPage): Found | undefined {
  const busy = growth.filter(({ requests }) => requests > 0);
  const requests = busy.reduce((sum, child) => sum + child.requests, 0);
  const grownKiB = busy.reduce((sum, child) => sum + child.grownKiB, 0);
  const steady = busy.every((child) => child.grownKiB >= child.requests && child.grownKiB > 0);
  const [most] = [...busy].sort((one, other) => other.kib - one.kib);
  if (most === undefined || requests < fewRequests || !steady || sizes.maxKiB < noteworthyKiB) return undefined;
  const perRequest = Math.round(grownKiB / requests);
  return {
    summary: `Children grow while they are watched: ${mib(grownKiB)} MiB within about a second and ${requests} requests, ${perRequest} KiB each.`,
    certainty: 'likely',
    evidence: [
      {
        kind: 'measure',
        source: 'status-page',
        name: `growth of ${busy.length} children within about a second`,
        value: mib(grownKiB),
        unit: 'MiB',
      },
      { kind: 'measure', source: 'status-page', name: 'requests served meanwhile', value: requests, unit: 'requests' },
    ],
    facts: {
      kibPerRequest: perRequest,
      pid: most.pid,
      pids: busy.map(({ pid }) => pid).slice(0, 50),
      size: Math.round(most.kib),
      mpm,
    },
  };
}

function mib(kib: number): number {
  return Math.round(kib / 102.4) / 10;
}
