import { defined } from '../../lib/defined.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { isApache } from '../kernel/oom.ts';

/** A child that a signal ended, as the parent logged it (AH00051, AH00052; 2.2 has the same words without a code). */
export interface Crash {
  readonly pid: number;
  readonly signal: number;
  /** In the words of APR: `Segmentation fault`, `Abort`. */
  readonly signalName: string;
  /** Where a core may have been written; absent when none was. */
  readonly coreDirectory?: string;
  readonly entry: LogEntry;
}

const exitSignal =
  /^child pid (\d{1,10}) exit signal (.{1,60}?) \((\d{1,3})\)(?:, possible coredump in (\S.{0,300}))?$/;

/** A crash whose message is cut off before the signal's number. */
const unstated = /^child pid (\d{1,10}) exit signal\b/;

function isServers({ client, program }: LogEntry): boolean {
  return client === undefined && program !== 'kernel' && program !== 'systemd';
}

function isExit(entry: LogEntry): boolean {
  const coded = entry.code === 'AH00051' || entry.code === 'AH00052';
  return coded || (entry.code === undefined && isServers(entry));
}

/** The crashes these messages tell of, oldest first. */
export function crashes(entries: readonly LogEntry[]): readonly Crash[] {
  const found: Crash[] = [];
  for (const entry of entries) {
    const match = isExit(entry) ? exitSignal.exec(entry.message) : null;
    if (match === null) continue;
    const [, pid = '', signalName = '', signal = '', coreDirectory] = match;
    found.push({
      pid: Number(pid),
      signal: Number(signal),
      signalName,
      ...defined({ coreDirectory }),
      entry,
    });
  }
  return found;
}

/** Messages of a crash that do not tell the signal. */
export function unstatedCrashes(entries: readonly LogEntry[]): readonly LogEntry[] {
  return entries.filter((entry) => isExit(entry) && unstated.test(entry.message) && !exitSignal.test(entry.message));
}

/** Where the kernel saw a process crash. */
export interface Fault {
  readonly comm: string;
  readonly pid: number;
  /** `segfault`, `general protection`, `trap invalid opcode`, … */
  readonly kind: string;
  /** File name of the mapped object whose code ran; where it crashed, not who is guilty. */
  readonly module?: string;
  /** Address accessed, hexadecimal; near 0 is a null pointer. */
  readonly address?: string;
  /** Offset of the instruction in the object, hexadecimal, for addr2line. */
  readonly offset?: string;
  readonly entry: LogEntry;
}

const segfault =
  /^(.{1,64}?)\[(\d{1,10})\]: segfault at ([0-9a-f]{1,16}) r?ip (?:[0-9a-f]{0,4}:)?([0-9a-f]{1,16}) r?sp \S+ error \S+(?: in (\S+?)\[([0-9a-f,+]{1,60})\])?/;
const trap =
  /^(?:traps: )?(.{1,64}?)\[(\d{1,10})\]:? (general protection(?: fault)?|trap [a-z ]{3,30}?) (?:ip|rip):(?:[0-9a-f]{0,4}:)?([0-9a-f]{1,16}) (?:sp|rsp):\S+ error:\S+(?: in (\S+?)\[([0-9a-f,+]{1,60})\])?/;

function offsetOf(ip: string, mapping: string | undefined): string | undefined {
  const base = /(?:^|,)([0-9a-f]{1,16})\+/.exec(mapping ?? '')?.[1];
  const own = /^([0-9a-f]{1,16}),/.exec(mapping ?? '')?.[1];
  if (own !== undefined) return `0x${own}`;
  if (base === undefined) return undefined;
  const offset = BigInt(`0x${ip}`) - BigInt(`0x${base}`);
  return offset < 0n ? undefined : `0x${offset.toString(16)}`;
}

function faultOf(entry: LogEntry): Fault | undefined {
  const seg = segfault.exec(entry.message);
  if (seg !== null) {
    const [, comm = '', pid = '', address = '', ip = '', module, mapping] = seg;
    return { comm, pid: Number(pid), kind: 'segfault', address, entry, ...place(module, offsetOf(ip, mapping)) };
  }
  const other = trap.exec(entry.message);
  if (other === null) return undefined;
  const [, comm = '', pid = '', kind = '', ip = '', module, mapping] = other;
  return { comm, pid: Number(pid), kind, entry, ...place(module, offsetOf(ip, mapping)) };
}

function place(module: string | undefined, offset: string | undefined): { module?: string; offset?: string } {
  return defined({ module, offset });
}

/** Crashes of Apache (and PHP's processes) that the kernel logged; httpd catches SIGSEGV itself, so that most leave no such line. */
export function faults(entries: readonly LogEntry[]): readonly Fault[] {
  return entries
    .filter(({ program }) => program === 'kernel')
    .map(faultOf)
    .filter((fault) => fault !== undefined)
    .filter(({ comm }) => isApache(comm));
}

/** True for what every process is made of: the C library, the loader, the server itself and its MPM, which calls everything. A crash there tells nothing about the guilty module. */
export function isCommonGround(module: string): boolean {
  return /^(?:libc[.-]|libc\.so|libpthread|ld-|ld\.|libm[.-]|libstdc\+\+|libgcc|libapr|apache2$|httpd|mod_mpm_|\[)/.test(
    module,
  );
}

const stored = /^(?:\[\P{ASCII}{1,4}\] )?Process (\d{1,10}) \((.{1,64}?)\) of user \S+ dumped core\./u;
const refused = /^Resource limits disable core dumping for process (\d{1,10}) \((.{1,64}?)\)/;

function coredumpPid(entry: LogEntry, pattern: RegExp): number | undefined {
  const match = entry.program === 'systemd-coredump' ? pattern.exec(entry.message.slice(0, 300)) : null;
  return match !== null && isApache((match[2] ?? '').replace(/^.*\//, '')) ? Number(match[1]) : undefined;
}

/** The Apache process whose crash systemd-coredump handled; it says "dumped core" even where it may keep none. */
export function dumpedPid(entry: LogEntry): number | undefined {
  return coredumpPid(entry, stored);
}

/** The Apache process whose core systemd-coredump may not keep, because the process's own limit forbids it. */
export function undumpedPid(entry: LogEntry): number | undefined {
  return coredumpPid(entry, refused);
}

/** What glibc, PHP's allocator, the C++ run time or an assertion prints before it aborts. */
export const abortText =
  /^(?:\*\*\* (?:Error in|glibc detected|stack smashing|buffer overflow)|double free or corruption|free\(\): |malloc\(\): |malloc_consolidate|munmap_chunk\(\): |corrupted (?:size|double-linked)|realloc\(\): |calloc\(\): |unaligned |tcache |largebin |terminate called|zend_mm_heap corrupted|.{1,200}: Assertion .{1,300} failed)/;

/** The object a backtrace line names: `libphp8.2.so`, `mod_lab.so`. */
export function objectOf(line: string): string | undefined {
  return (
    /(?:from |\()?(?:\/[\w.+@-]{1,100}){0,12}\/((?:lib|mod_)[\w.+-]{1,80}?\.so[\d.]*)\b/.exec(line)?.[1] ??
    /\(((?:lib|mod_)[\w.+-]{1,80}?\.so[\d.]*)(?: \+|\+)/.exec(line)?.[1]
  );
}
