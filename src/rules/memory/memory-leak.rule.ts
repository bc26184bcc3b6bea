import type { Measure } from '../../model/finding.ts';
import { defineRule, type Found } from '../../model/rule.ts';
import type { MemoryFacts } from '../../probes/memory/facts.ts';
import type { Grown } from '../../probes/memory/growth.ts';
import { type GrowthByAge, growthByAge, type WatchedGrowth, watchedGrowth } from '../../probes/memory/leak.ts';
import { memory } from '../../probes/memory/memory.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';

export const memoryLeak = defineRule({
  id: 'memory-leak',
  title: 'Children grow with the requests they serve',
  kind: 'problem',
  answers: ['oom', 'memory'],
  severity: 'warning',
  cause:
    'The more requests a child has served, the larger it is: a module or the application keeps memory per request. A child that grew once to the size of its largest request and then stays there is not leaking.',
  remedy:
    'Bound it with MaxConnectionsPerChild (1,000 to 10,000; it counts connections) until the module or application is fixed: compare with what was deployed or upgraded when it began.',
  explains: ['oom-kill', 'memory-overcommitted', 'memory-pressure', 'swap-exhausted', 'unit-failed-oom'],
  reads: { memory, page: statusPage },
  judge({ memory: sizes, page }) {
    const aged = growthByAge(sizes, page);
    if (aged !== undefined) return byAge(aged, sizes, page);
    const watched = watchedGrowth(sizes, page);
    return watched === undefined ? undefined : whileLooking(watched, page);
  },
});

function byAge({ kibPerRequest, children, most, least }: GrowthByAge, sizes: MemoryFacts, page: StatusPage): Found {
  const size = ({ pid, requests, kib }: Grown): Measure => ({
    kind: 'measure',
    source: 'memory',
    name: `size of child ${pid} after ${requests} requests`,
    value: mib(kib),
    unit: 'MiB',
  });
  return {
    summary: `Children grow by about ${kibPerRequest} KiB per request: ${mib(least.kib)} MiB after ${least.requests} requests, ${mib(most.kib)} MiB after ${most.requests}.`,
    certainty: sizes.measuredBy === 'private' ? 'likely' : 'possible',
    evidence: [size(most), size(least)],
    facts: {
      kibPerRequest,
      pid: most.pid,
      pids: children.map(({ pid }) => pid).slice(0, 50),
      size: Math.round(most.kib),
      measuredBy: sizes.measuredBy,
      mpm: page.mpm,
    },
  };
}

function whileLooking({ kibPerRequest, children, most, requests, grownKiB }: WatchedGrowth, page: StatusPage): Found {
  return {
    summary: `Children grow while they are watched: ${mib(grownKiB)} MiB within about a second and ${requests} requests, ${kibPerRequest} KiB each.`,
    certainty: 'likely',
    evidence: [
      {
        kind: 'measure',
        source: 'status-page',
        name: `growth of ${children.length} children within about a second`,
        value: mib(grownKiB),
        unit: 'MiB',
      },
      { kind: 'measure', source: 'status-page', name: 'requests served meanwhile', value: requests, unit: 'requests' },
    ],
    facts: {
      kibPerRequest,
      pid: most.pid,
      pids: children.map(({ pid }) => pid).slice(0, 50),
      size: Math.round(most.kib),
      mpm: page.mpm,
    },
  };
}

function mib(kib: number): number {
  return Math.round(kib / 102.4) / 10;
}
