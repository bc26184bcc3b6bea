import { sizeText } from '../../lib/quantity.ts';
import type { DirectivesFacts } from '../../probes/config/facts.ts';
import type { MemoryFacts, RoomFacts } from '../../probes/memory/facts.ts';
import { type MpmSettings, mpmSettings } from '../../probes/memory/mpm-settings.ts';
import type { VersionFacts } from '../../probes/service/facts.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';
import type { Hazard } from './hazard.ts';

interface HeadroomFacts {
  readonly memory?: MemoryFacts | undefined;
  readonly room?: RoomFacts | undefined;
  readonly page?: StatusPage | undefined;
  readonly directives?: DirectivesFacts | undefined;
  readonly version?: VersionFacts | undefined;
  readonly runningMpm?: string | undefined;
}

/** What a second generation adds, in KiB: at once, and once its children have grown like those there are. */
interface Need {
  readonly processes: number;
  readonly grownKiB: number;
  readonly leastKiB: number;
}

/**
 * Whether two generations fit. Children that hold a request stay beside new ones, and there are never more processes than the MPM has slots, so at that limit
 * a reload adds nothing. What blocks is only what cannot be: StartServers new children, each no larger in private pages than the smallest there is, are already
 * more than is free with the page cache and swap counted as free. That they fit at first and not when grown is tight, and so is all that only RSS tells,
 * which counts shared pages in every child.
 */
export function memoryHazards(facts: HeadroomFacts): Hazard[] {
  const { memory, room } = facts;
  const need = needOf(facts);
  if (memory === undefined || room === undefined || need === undefined) return [];
  const { kib: free, where } = freeOf(room);
  if (free >= need.grownKiB) return [];
  const exact = memory.measuredBy === 'private';
  const blocks = exact && free < need.leastKiB;
  const wanted = blocks ? need.leastKiB : need.grownKiB;
  const when = blocks
    ? 'the first children of a new generation need'
    : 'a new generation that grows like this one needs';
  const measured = exact ? '' : ' by RSS, which counts shared pages in every child';
  return [
    {
      id: 'memory-headroom',
      why: `${when} ${sizeText(wanted)}${measured} beside up to ${need.processes} old children, and ${where} leaves ${sizeText(free)}: the OOM killer ends some of them`,
      blocks,
      evidence: [
        {
          kind: 'measure',
          source: 'memory-room',
          name: 'memory for a second generation',
          value: Math.round(wanted / 1_024),
          limit: Math.round(free / 1_024),
          unit: 'MiB',
        },
      ],
    },
  ];
}

/** What memory for two generations is judged by and is not known. */
export function unseenMemory({ memory, room }: HeadroomFacts): string[] {
  if (memory === undefined || room === undefined) return ['memory for a second generation'];
  return memory.children.length > 0 ? [] : ['sizes of the children'];
}

/** Only children that hold a request stay; without a status page that may be all of them. */
function needOf({ memory, page, directives, version, runningMpm }: HeadroomFacts): Need | undefined {
  const sizes = (memory?.children ?? []).map(({ kib }) => kib);
  const settings = mpmSettings(directives, runningMpm ?? version?.mpm);
  if (memory === undefined || sizes.length === 0 || settings === undefined) return undefined;
  const staying = Math.min(sizes.length, page?.busy ?? sizes.length);
  const processes = Math.max(0, Math.min(staying, slotsOf(settings) - sizes.length));
  return {
    processes,
    grownKiB: processes * memory.meanKiB,
    leastKiB: Math.min(processes, startServers(settings)) * Math.min(...sizes),
  };
}

/** Processes there can be at most, of both generations together. */
function slotsOf({ mpm, serverLimit, maxRequestWorkers }: MpmSettings): number {
  return mpm === 'prefork' ? Math.min(serverLimit, maxRequestWorkers) : serverLimit;
}

/** Default of mpm_default.h: 5 for prefork, 3 for worker and event. */
function startServers({ mpm, lines }: MpmSettings): number {
  const given = Number(lines['startservers']?.args[0]);
  if (Number.isInteger(given) && given > 0) return given;
  return mpm === 'prefork' ? 5 : 3;
}

/** The tighter of what the host has left, swap included, and what the unit's own limit leaves above memory that cannot be dropped. */
function freeOf(room: RoomFacts): { readonly kib: number; readonly where: string } {
  const host = room.availableKiB + (room.swapFreeKiB ?? 0);
  const used = room.cgroupAnonKiB ?? room.cgroupUsedKiB;
  if (room.cgroupLimitKiB === undefined || used === undefined) return { kib: host, where: 'the host' };
  const own = Math.max(0, room.cgroupLimitKiB - used);
  return own < host
    ? { kib: own, where: `the limit of ${sizeText(room.cgroupLimitKiB)} of ${room.cgroup ?? 'the unit'}` }
    : { kib: host, where: 'the host' };
}
