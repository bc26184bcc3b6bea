// g /system.slice/mariadb.service 734003200 612368384      control group, bytes in use, bytes without page cache (or -)
// page 4                                                   KiB of a page; then, on hosts whose groups do not count memory, per process:
// p 24110 2811 apache2                                     resident and of that shared pages, name
// == more                                                  there are more than 3000 processes
// Refused: neither.

import { z } from 'zod';
import { loadProgram } from '../../lib/program.ts';
import { defineProbe, type ReadContext, Unrecognised } from '../../model/source.ts';

const program = loadProgram(import.meta.dirname, 'memory-users.sh');

/** A service, session or program, and what it has of the memory; sizes in KiB. */
export const MemoryUser = z.object({
  name: z.string(),
  /** Without page cache, which the kernel gives back when it is needed. */
  kib: z.number().nonnegative(),
  /** With page cache; only control groups tell. */
  withCacheKiB: z.number().nonnegative().optional(),
  processes: z.number().int().optional(),
  /** True for the server that is looked after, and for what runs under httpd’s names. */
  apache: z.boolean(),
  line: z.string(),
});
export type MemoryUser = z.infer<typeof MemoryUser>;

/** Who uses the host’s memory, the largest first. */
export const MemoryUsersFacts = z.object({
  /** `group` = as the kernel accounts it per control group; `process` = private pages summed by program name, with the largest shared part once. */
  measuredBy: z.enum(['group', 'process']),
  users: z.array(MemoryUser),
  /** False when there were more processes than were looked at. */
  complete: z.boolean(),
});
export type MemoryUsersFacts = z.infer<typeof MemoryUsersFacts>;

const MOST = 40;
/** Slices whose members are listed by themselves. */
const parents = new Set(['/system.slice', '/user.slice', '/machine.slice']);
const httpdName = /^(?:apache2?|httpd\d*)(?:[-.@].*)?$/;

/**
 * Reads the section of the `memory-users` probe.
 * @throws {Unrecognised} when neither control groups nor processes could be read.
 */
export function readMemoryUsers(text: string, context: ReadContext): MemoryUsersFacts {
  const groups = text.split('\n').flatMap((line) => readGroup(line, context.layout?.unit));
  const users = groups.length > 0 ? groups : sumByName(text);
  if (users.length === 0) throw new Unrecognised('neither control groups nor processes could be read', 'failed');
  return {
    measuredBy: groups.length > 0 ? 'group' : 'process',
    users: users.sort((one, other) => other.kib - one.kib).slice(0, MOST),
    complete: !/^== more$/m.test(text),
  };
}

function readGroup(line: string, unit: string | undefined): MemoryUser[] {
  const [, path = '', used, own] = /^g (?:\/memory)?(\/\S{1,500}) (\d{1,16}) (\d{1,16}|-)$/.exec(line) ?? [];
  if (used === undefined || parents.has(path)) return [];
  const withCacheKiB = Math.floor(Number(used) / 1024);
  const kib = own === '-' ? withCacheKiB : Math.floor(Number(own) / 1024);
  const name = (path.split('/').at(-1) ?? path).replace(/\\x([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return [{ name, kib, withCacheKiB, apache: name === unit || httpdName.test(name), line }];
}

/** Private pages of all processes of a name; what they share counts once, as large as it is in any of them. */
function sumByName(text: string): MemoryUser[] {
  const page = Number(/^page ([1-9]\d{0,3})$/m.exec(text)?.[1] ?? '4');
  const sums = new Map<string, { own: number; shared: number; processes: number; line: string }>();
  for (const match of text.matchAll(/^p (\d{1,12}) (\d{1,12}) (.{1,64})$/gm)) {
    const [line, resident, shared, name = ''] = match;
    const own = Math.max(0, Number(resident) - Number(shared));
    const sum = sums.get(name);
    sums.set(name, {
      own: (sum?.own ?? 0) + own,
      shared: Math.max(sum?.shared ?? 0, Number(shared)),
      processes: (sum?.processes ?? 0) + 1,
      line: sum?.line ?? line,
    });
  }
  return [...sums].map(([name, { own, shared, processes, line }]) => ({
    name,
    kib: (own + shared) * page,
    processes,
    apache: httpdName.test(name),
    line,
  }));
}

/** Anyone with an amount of memory, such as a row of the kernel’s own table. */
export interface Holder {
  readonly name: string;
  readonly kib: number;
  readonly apache: boolean;
}

/** Share of the total below which nobody is called the one who holds the memory. */
const LARGE = 0.2;

/**
 * The largest holder, when it is not Apache, has at least half as much again as all of Apache, and at least a fifth of what all of them have; with what
 * Apache has. Undefined when Apache may be the one to blame.
 */
export function largestOtherHolder(
  holders: readonly Holder[],
): { readonly holder: Holder; readonly apacheKiB: number } | undefined {
  const apacheKiB = holders.reduce((sum, { kib, apache }) => sum + (apache ? kib : 0), 0);
  const total = holders.reduce((sum, { kib }) => sum + kib, 0);
  const [holder] = holders.filter(({ apache }) => !apache).sort((one, other) => other.kib - one.kib);
  if (holder === undefined || holder.kib < apacheKiB * 1.5 || holder.kib < total * LARGE) return undefined;
  return { holder, apacheKiB };
}

/** Who uses the memory of the host, service by service. */
export const memoryUsers = defineProbe({
  id: 'memory-users',
  title: 'Memory by service',
  question: 'which service or program holds the memory, if it is not Apache',
  wants: 'a readable /sys/fs/cgroup or /proc',
  facts: MemoryUsersFacts,
  section: () => ({ program, args: [], seconds: 3, bytes: 200_000, builtinOnly: true }),
  parse: (text, _capture, context) => readMemoryUsers(text, context),
  partial: ({ complete }) => (complete ? undefined : 'only the first 3000 processes were counted'),
});
