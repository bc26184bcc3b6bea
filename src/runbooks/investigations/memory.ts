import { columns } from '../../lib/columns.ts';
import { defined } from '../../lib/defined.ts';
import { sizeText, spanText } from '../../lib/quantity.ts';
import type { Panel } from '../../model/report.ts';
import { directives } from '../../probes/config/probe.ts';
import { kernelLog, oomCounters } from '../../probes/kernel/probe.ts';
import { vitals } from '../../probes/limits/probe.ts';
import type { MemoryFacts, RoomFacts } from '../../probes/memory/facts.ts';
import { memory as childSizes } from '../../probes/memory/memory.ts';
import { type MpmSettings, mpmSettings } from '../../probes/memory/mpm-settings.ts';
import { memoryRoom } from '../../probes/memory/probe.ts';
import { budgetOf, sizing } from '../../probes/memory/sizing.ts';
import { largestOtherHolder, type MemoryUsersFacts, memoryUsers } from '../../probes/memory/users.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit, version } from '../../probes/service/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** Memory per child, and how many workers fit. */
export const memory = defineInvestigation({
  verb: 'memory',
  place: 80,
  title: 'Memory',
  summary: 'Says how large each child is, what memory there is, and how many workers fit.',
  examples: ['memory web-03'],
  looksAt: 'memory of each Apache process, of the host and of the unit, and the limits in effect',
  alsoTried: ['mem', 'ram', 'rss', 'pss', 'sizing', 'leak'],
  button: 'Memory per child',
  sources: [processes, memoryRoom, memoryUsers, vitals, oomCounters, unit, directives, version, kernelLog, statusPage],
  state: [serverLine],
  panels: memoryPanels,
});

/** A prefork server may have thousands of children; the largest tell the story. */
const MOST_CHILDREN = 15;
const MOST_USERS = 8;

/** Size of each child, what memory there is, and how many workers fit, with the numbers it rests on. */
function memoryPanels(outcomes: Outcomes): readonly Panel[] {
  const sizes = factsFrom(outcomes, childSizes);
  const room = factsFrom(outcomes, memoryRoom);
  const page = factsFrom(outcomes, statusPage);
  const mpm = page?.mpm ?? factsFrom(outcomes, version)?.mpm;
  const settings = mpmSettings(factsFrom(outcomes, directives), mpm);
  const panels: Panel[] = [];
  if (sizes !== undefined && sizes.children.length > 0)
    panels.push({ title: 'Memory per child', lines: childLines(outcomes, sizes, page) });
  if (sizes !== undefined && room !== undefined)
    panels.push({ title: 'Budget and sizing', lines: budgetLines(sizes, room, settings, page) });
  const users = factsFrom(outcomes, memoryUsers);
  if (users !== undefined) panels.push({ title: 'Who uses the memory', lines: userLines(users) });
  return panels;
}

function userLines({ users, measuredBy }: MemoryUsersFacts): readonly string[] {
  const shown = users.slice(0, MOST_USERS);
  const total = users.reduce((sum, { kib }) => sum + kib, 0);
  const rows = shown.map(({ name, kib, withCacheKiB, processes }) => [
    name.slice(0, 40),
    sizeText(kib),
    `${total === 0 ? 0 : Math.round((kib / total) * 100)} %`,
    measuredBy === 'group' ? known(withCacheKiB) : String(processes ?? '?'),
  ]);
  const held = largestOtherHolder(users);
  const left = users.length - shown.length;
  return [
    ...columns([
      measuredBy === 'group'
        ? ['service', 'memory', 'share', 'with page cache']
        : ['program', 'memory', 'share', 'processes'],
      ...rows,
    ]),
    ...(left > 0 ? [`and ${left} smaller ones`] : []),
    measuredBy === 'group'
      ? 'as the kernel counts it per control group'
      : 'private pages summed by program name, what a program’s processes share counted once',
    ...(held === undefined
      ? []
      : [
          `${held.holder.name} holds more than Apache (${sizeText(held.apacheKiB)}): lowering MaxRequestWorkers alone will not fix a shortage`,
        ]),
  ];
}

function childLines(outcomes: Outcomes, sizes: MemoryFacts, page: StatusPage | undefined): readonly string[] {
  const listed = new Map((factsFrom(outcomes, processes)?.processes ?? []).map((one) => [one.pid, one]));
  const served = new Map((page?.served ?? []).map(({ pid, requests }) => [pid, requests]));
  const largest = [...sizes.children].sort((one, other) => other.kib - one.kib);
  const rows = largest.slice(0, MOST_CHILDREN).map(({ pid, ageSeconds }) => {
    const process = listed.get(pid);
    return [
      String(pid),
      known(process?.privateKiB),
      known(process?.pssKiB),
      known(process?.rssKiB),
      ageSeconds === undefined ? '?' : spanText(ageSeconds),
      String(served.get(pid) ?? '?'),
    ];
  });
  const more = largest.length - rows.length;
  return [
    ...columns([['pid', 'private', 'PSS', 'RSS', 'age', 'requests'], ...rows]),
    ...(more > 0 ? [`and ${more} smaller ones`] : []),
    `${largest.length} children: mean ${sizeText(sizes.meanKiB)}, 90th percentile ${sizeText(sizes.p90KiB)}, largest ${sizeText(sizes.maxKiB)}, by ${
      sizes.measuredBy === 'private'
        ? `private memory; ${sizeText(sizes.sharedKiB)} are shared once`
        : 'RSS, which counts shared pages in every child and so overstates'
    }`,
  ];
}

function known(kib: number | undefined): string {
  return kib === undefined ? '?' : sizeText(kib);
}

function budgetLines(
  sizes: MemoryFacts,
  room: RoomFacts,
  settings: MpmSettings | undefined,
  page: StatusPage | undefined,
): readonly string[] {
  const outsideKiB = Math.max(0, room.totalKiB - room.availableKiB - sizes.apacheKiB);
  const limits = {
    totalKiB: room.totalKiB,
    outsideKiB,
    ...defined({ cgroupKiB: room.cgroupLimitKiB }),
  };
  const { budgetKiB, reserveKiB, bound } = budgetOf(limits);
  const from =
    bound === 'cgroup'
      ? `limit of ${room.cgroup ?? 'the unit'} ${sizeText(room.cgroupLimitKiB ?? 0)} less ${sizeText(reserveKiB)} in reserve`
      : `${sizeText(room.totalKiB)} in all, less ${sizeText(outsideKiB)} used by others, less ${sizeText(reserveKiB)} in reserve`;
  return [
    `budget for Apache: ${sizeText(budgetKiB)} (${from})`,
    `in use now: ${sizeText(sizes.apacheKiB)} by Apache, ${sizeText(room.availableKiB)} available on the host${swapText(room)}`,
    sizingLine(sizes, limits, settings, page),
  ];
}

function swapText({ swapTotalKiB = 0, swapFreeKiB = 0 }: RoomFacts): string {
  return swapTotalKiB === 0
    ? ', no swap'
    : `, swap ${sizeText(swapTotalKiB - swapFreeKiB)} of ${sizeText(swapTotalKiB)}`;
}

function sizingLine(
  sizes: MemoryFacts,
  limits: Parameters<typeof budgetOf>[0],
  settings: MpmSettings | undefined,
  page: StatusPage | undefined,
): string {
  const configured = settings?.maxRequestWorkers ?? page?.scoreboard?.slots;
  const set = configured === undefined ? '' : `; MaxRequestWorkers is ${configured}`;
  if (settings === undefined) return `how many workers fit is not computed: the MPM and its limits are not known${set}`;
  const fit = sizing({
    ...limits,
    mpm: settings.mpm,
    sharedKiB: sizes.sharedKiB,
    childrenKiB: sizes.children.map(({ kib }) => kib),
    isRss: sizes.measuredBy === 'rss',
    threadsPerChild: settings.threadsPerChild,
    uptimeSeconds: page?.uptimeSeconds ?? 0,
    accesses: page?.accesses ?? 0,
  });
  if ('refused' in fit) return `no number of workers is recommended: ${fit.refused}${set}`;
  const threads = settings.mpm === 'prefork' ? '' : ` × ${settings.threadsPerChild} threads`;
  return `fits: ${fit.workers} workers = (${sizeText(fit.budgetKiB)} − ${sizeText(sizes.sharedKiB)} shared) / ${sizeText(fit.perProcessKiB)} per child${threads}${set}`;
}
