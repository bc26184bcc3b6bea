import { defined } from '../../lib/defined.ts';
import { defineRule, type Found } from '../../model/rule.ts';
import { directives } from '../../probes/config/probe.ts';
import type { MemoryFacts, RoomFacts } from '../../probes/memory/facts.ts';
import { memory } from '../../probes/memory/memory.ts';
import { type Mpm, type MpmSettings, mpmSettings } from '../../probes/memory/mpm-settings.ts';
import { memoryRoom } from '../../probes/memory/probe.ts';
import { budgetOf, sizing } from '../../probes/memory/sizing.ts';
import { largestOtherHolder, memoryUsers } from '../../probes/memory/users.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';

export const memoryOvercommitted = defineRule({
  id: 'memory-overcommitted',
  title: 'All workers at their present size would not fit into memory',
  kind: 'problem',
  answers: ['oom', 'memory', 'mpm-settings', 'preflight'],
  severity: 'warning',
  cause:
    'MaxRequestWorkers times the size of a child is more than the memory Apache may use, so serving at that limit leads to swapping or to the OOM killer. The limit that counts is the smaller of the unit’s MemoryMax and the host’s memory less what others use.',
  remedy:
    'Lower MaxRequestWorkers to what fits (a graceful restart is enough), make children smaller, or give the unit more memory. With mod_php consider MaxConnectionsPerChild; with PHP-FPM count the pool too.',
  runbook: 'tune',
  explains: ['oom-kill', 'swap-exhausted', 'memory-pressure'],
  reads: { memory, room: memoryRoom },
  mayRead: { directives, page: statusPage, memoryUsers },
  judge({ memory: sizes, room, directives: config, page, memoryUsers: users }) {
    const settings = mpmSettings(config, page?.mpm);
    const workers = settings?.maxRequestWorkers ?? page?.scoreboard?.slots;
    if (sizes.children.length === 0 || workers === undefined || page?.mpm === undefined) return undefined;
    const found = judgeSizes(sizes, room, workers, page, settings);
    const held = found?.facts?.['bound'] === 'host' ? largestOtherHolder(users?.users ?? []) : undefined;
    return found === undefined || held === undefined ? found : besideOtherHolder(found, held);
  },
});

/** Where another service holds most of the memory, Apache's workers are not what is too large. */
function besideOtherHolder(
  found: Found,
  { holder, apacheKiB }: NonNullable<ReturnType<typeof largestOtherHolder>>,
): Found {
  return {
    ...found,
    summary: `${found.summary} ${holder.name} holds ${mib(holder.kib)} MiB, all of Apache ${mib(apacheKiB)} MiB.`,
    evidence: [
      ...found.evidence,
      {
        kind: 'measure',
        source: 'memory-users',
        name: `memory of ${holder.name}`,
        value: mib(holder.kib),
        unit: 'MiB',
      },
    ],
    advice: `Look at ${holder.name} first: it holds more than Apache, and what it needs is not left for workers. ${isFpm(holder.name) ? 'Bound it by pm.max_children of its pools' : 'Bound it or move it to another host'}; until then lower MaxRequestWorkers to what fits (a graceful restart is enough).`,
    facts: { ...found.facts, holder: holder.name, holderMiB: mib(holder.kib), apacheMiB: mib(apacheKiB) },
  };
}

function judgeSizes(
  sizes: MemoryFacts,
  room: RoomFacts,
  workers: number,
  page: StatusPage,
  settings: MpmSettings | undefined,
): Found | undefined {
  const threads = page.mpm === 'prefork' ? 1 : (settings?.threadsPerChild ?? threadsOf(sizes, page));
  const processes = Math.ceil(workers / Math.max(1, threads));
  const limits = limitsOf(sizes, room);
  const { budgetKiB, bound } = budgetOf(limits);
  const neededKiB = sizes.sharedKiB + processes * sizes.p90KiB;
  const rss = sizes.measuredBy === 'rss';
  if (neededKiB <= budgetKiB * (rss ? 4 : 1)) return undefined;
  const fit = sizing({
    ...limits,
    mpm: knownMpm(page.mpm),
    sharedKiB: sizes.sharedKiB,
    childrenKiB: sizes.children.map(({ kib }) => kib),
    isRss: rss,
    threadsPerChild: threads,
    uptimeSeconds: page.uptimeSeconds ?? 0,
    accesses: page.accesses ?? 0,
  });
  const kind = rss ? 'resident (shared pages counted in every child)' : 'private';
  return {
    summary: `${workers} workers would need ${mib(neededKiB)} MiB (${processes} processes of ${mib(sizes.p90KiB)} MiB ${kind}), but ${mib(budgetKiB)} MiB are there ${bound === 'cgroup' ? 'under the unit’s memory limit' : 'on this host'}.`,
    certainty: rss ? 'possible' : 'likely',
    evidence: [
      {
        kind: 'measure',
        source: 'memory',
        name: 'memory at MaxRequestWorkers',
        value: mib(neededKiB),
        limit: mib(budgetKiB),
        unit: 'MiB',
      },
      {
        kind: 'measure',
        source: 'memory',
        name: `size of a child (90th percentile, ${rss ? 'RSS' : 'private'})`,
        value: mib(sizes.p90KiB),
        unit: 'MiB',
      },
    ],
    facts: {
      workers,
      limit: workers,
      mpm: page.mpm,
      neededMiB: mib(neededKiB),
      budgetMiB: mib(budgetKiB),
      childMiB: mib(sizes.p90KiB),
      sharedMiB: mib(sizes.sharedKiB),
      measuredBy: sizes.measuredBy,
      bound,
      fits: 'workers' in fit ? fit.workers : undefined,
      noNumber: 'refused' in fit ? fit.refused : undefined,
    },
  };
}

function isFpm(name: string): boolean {
  return /^php[\d.]*-fpm/.test(name);
}

function limitsOf(sizes: MemoryFacts, room: RoomFacts): Parameters<typeof budgetOf>[0] {
  return {
    totalKiB: room.totalKiB,
    outsideKiB: Math.max(0, room.totalKiB - room.availableKiB - sizes.apacheKiB),
    ...defined({ cgroupKiB: room.cgroupLimitKiB }),
  };
}

function knownMpm(name: string | undefined): Mpm {
  return name === 'prefork' || name === 'worker' ? name : 'event';
}

/** Threads of a child by the scoreboard, when the configuration was not read: busy and idle workers over the processes that have them. */
function threadsOf(sizes: MemoryFacts, page: StatusPage): number {
  const inUse = (page.busy ?? 0) + (page.idle ?? 0);
  return Math.max(1, Math.round(inUse / Math.max(1, sizes.children.length)));
}

function mib(kib: number): number {
  return Math.round(kib / 102.4) / 10;
}
