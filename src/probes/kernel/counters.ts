// == group /sys/fs/cgroup/system.slice/apache2.service            the service's group first, then the host's or container's
// memory.events oom_kill 1                                        v2: one counter per line
// memory.oom_control oom_kill 1                                   v1 (kernel 4.13 and later; RHEL 7 prints no oom_kill)
// memory.limit_in_bytes 67108864                                  9223372036854771712 = none
// pids.max 8 / pids.current 8 / pids.events max 12
// Versions: cgroup v1 and v2. Refused: a host without control groups.
import { z } from 'zod';
import { Unrecognised } from '../../model/source.ts';

/** Counters of one control group; absent where the kernel keeps none. */
export const GroupCounters = z.object({
  path: z.string(),
  /** True for the group of the whole host or container. */
  root: z.boolean(),
  oomKills: z.number().optional(),
  memoryBytes: z.number().optional(),
  memoryMaxBytes: z.number().optional(),
  memoryHighBytes: z.number().optional(),
  memoryPeakBytes: z.number().optional(),
  tasks: z.number().optional(),
  tasksMax: z.number().optional(),
  /** How often a fork was refused because of `pids.max`. */
  forksRefused: z.number().optional(),
  /** The lines the counters stand on, by name, for quoting. */
  lines: z.record(z.string(), z.string()),
});
export type GroupCounters = z.infer<typeof GroupCounters>;

/** Counters of the service's control groups and of the groups above them. */
export const CounterFacts = z.object({ groups: z.array(GroupCounters) });
export type CounterFacts = z.infer<typeof CounterFacts>;

type Name = Exclude<keyof GroupCounters, 'path' | 'root' | 'lines'>;

const names: ReadonlyMap<string, Name> = new Map<string, Name>([
  ['memory.events oom_kill', 'oomKills'],
  ['memory.oom_control oom_kill', 'oomKills'],
  ['memory.current', 'memoryBytes'],
  ['memory.usage_in_bytes', 'memoryBytes'],
  ['memory.max', 'memoryMaxBytes'],
  ['memory.limit_in_bytes', 'memoryMaxBytes'],
  ['memory.high', 'memoryHighBytes'],
  ['memory.peak', 'memoryPeakBytes'],
  ['memory.max_usage_in_bytes', 'memoryPeakBytes'],
  ['pids.current', 'tasks'],
  ['pids.max', 'tasksMax'],
  ['pids.events max', 'forksRefused'],
]);

/** cgroup v1 writes "no limit" as the largest multiple of the page size; nothing real comes near it. */
const NO_LIMIT = 2 ** 60;

function readGroup(path: string, lines: readonly string[]): GroupCounters {
  const group: GroupCounters = { path, root: /^\/sys\/fs\/cgroup(?:\/(?:memory|pids))?\/?$/.test(path), lines: {} };
  for (const line of lines) {
    const match = /^(.{1,60}) (\d{1,20})$/.exec(line);
    const name = names.get(match?.[1] ?? '');
    const value = Number(match?.[2]);
    if (name === undefined || value > NO_LIMIT) continue;
    group[name] = value;
    group.lines[name] = line;
  }
  return group;
}

/**
 * Reads the section of the `oom-counters` probe.
 * @throws {Unrecognised} when the host shows no control group.
 */
export function readCounters(text: string): CounterFacts {
  const groups: GroupCounters[] = [];
  for (const block of text.split(/^== group /m).slice(1)) {
    const [path = '', ...lines] = block.split('\n');
    groups.push(readGroup(path.trim(), lines));
  }
  if (groups.length === 0) throw new Unrecognised('no control group of the service is visible', 'failed');
  return { groups };
}
