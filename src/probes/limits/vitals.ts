// == uptime 2120.55 8000.10
// == loadavg 0.78 0.90 0.65 2/118 332
// == cpus 2
// == meminfo            then MemTotal: 24683880 kB, MemAvailable:, SwapTotal:, SwapFree:, Committed_AS:, CommitLimit:
// == psi-memory         then some avg10=0.00 avg60=0.00 avg300=0.00 total=278 / full …      (kernel 4.20 and later)
// Versions: kernels 2.6 to 6.18. Refused: a host without /proc.
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { Unrecognised } from '../../model/source.ts';

/** Pressure stall percentages over 10 and 60 seconds: share of time in which some, or all, tasks waited. */
const Pressure = z.object({
  some10: z.number(),
  some60: z.number(),
  full10: z.number(),
  line: z.string(),
});
export type Pressure = z.infer<typeof Pressure>;

/** How the machine as a whole is: memory, swap, load, waiting. */
export const VitalFacts = z.object({
  /** True in a container: load and memory are then those of the machine around it. */
  contained: z.boolean(),
  load1: z.number().optional(),
  load5: z.number().optional(),
  loadLine: z.string().optional(),
  cpus: z.number().int().optional(),
  memTotalKiB: z.number().optional(),
  memAvailableKiB: z.number().optional(),
  swapTotalKiB: z.number().optional(),
  swapFreeKiB: z.number().optional(),
  /** vm.overcommit_memory: 2 refuses memory beyond CommitLimit. */
  overcommit: z.number().int().optional(),
  memory: Pressure.optional(),
  cpu: Pressure.optional(),
  io: Pressure.optional(),
});
export type VitalFacts = z.infer<typeof VitalFacts>;

function kib(text: string, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s+(\\d{1,15}) kB$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}

function share(line: string | undefined, name: string): number {
  return Number(new RegExp(`${name}=(\\d{1,3}\\.\\d{1,3})`).exec(line ?? '')?.[1] ?? '0');
}

function pressure(text: string, name: string): Pressure | undefined {
  const block = text.split(`== psi-${name}\n`)[1];
  if (block === undefined) return undefined;
  const [some, full] = block.split('\n', 2);
  if (some?.startsWith('some ') !== true) return undefined;
  const whole = full?.startsWith('full ') === true ? full : undefined;
  return {
    some10: share(some, 'avg10'),
    some60: share(some, 'avg60'),
    full10: share(whole, 'avg10'),
    line: whole !== undefined && share(whole, 'avg10') > 0 ? whole : some,
  };
}

/**
 * Reads the section of the `vitals` probe.
 * @throws {Unrecognised} when there is neither memory nor load in it.
 */
export function readVitals(text: string): VitalFacts {
  const load = /^== loadavg ((\d{1,6}\.\d\d) (\d{1,6}\.\d\d) (\d{1,6}\.\d\d).*)$/m.exec(text);
  const memTotalKiB = kib(text, 'MemTotal');
  if (load === null && memTotalKiB === undefined)
    throw new Unrecognised('the host shows neither load nor memory', 'failed');
  const cpus = /^== cpus (\d{1,5})$/m.exec(text)?.[1];
  const overcommit = /^== overcommit (\d)$/m.exec(text)?.[1];
  return {
    contained: /^== contained$/m.test(text),
    ...defined({
      load1: load === null ? undefined : Number(load[2]),
      load5: load === null ? undefined : Number(load[3]),
      loadLine: load?.[1],
      cpus: cpus === undefined || cpus === '0' ? undefined : Number(cpus),
      memTotalKiB,
      memAvailableKiB: kib(text, 'MemAvailable'),
      swapTotalKiB: kib(text, 'SwapTotal'),
      swapFreeKiB: kib(text, 'SwapFree'),
      overcommit: overcommit === undefined ? undefined : Number(overcommit),
      memory: pressure(text, 'memory'),
      cpu: pressure(text, 'cpu'),
      io: pressure(text, 'io'),
    }),
  };
}
