import { defined } from '../../lib/defined.ts';
// [ 2120.002305] Memory cgroup out of memory: Killed process 4407 (apache2) total-vm:217872kB, anon-rss:63852kB, …   (dmesg)
// [Sat Nov 21 07:28:47 2026] apache2 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0        (dmesg -T)
// 2026-11-21T07:28:47,002305+00:00 cgroup: fork rejected by pids controller in /system.slice/apache2.service         (dmesg, iso)
// Nov 21 07:28:47 web1 kernel: [ 2120.002305] apache2[4407]: segfault at 0 ip 00007f… sp 00007f… error 4 in libx.so[7f…+1000] (syslog)
// 2026-11-21T07:28:47.002305+0000 web1 kernel: Out of memory: Killed process 812 (mysqld) …                          (journal)
// Versions: kernels 2.6.18 to 6.18. Refused: an answer that says that the ring buffer may not be read.
import type { LogEntry } from '../../model/log-entry.ts';
import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { assemble } from './assemble.ts';
import type { LogFacts } from './facts.ts';
import { fromEpoch, readTime } from './time.ts';

const facility = /^(?:<\d{1,3}>|[a-z]{3,8} *: ?[a-z]{3,6} *: ?)/;
const sinceBoot = /^\[ *(\d{1,10}\.\d{1,9})\] ?/;
const wallClock = /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4})\] ?/;
const isoClock = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{1,9}(?:[+-]\d\d:?\d\d|Z)?) /;
const caller = /^\[ *[TC]\d{1,10}\] ?/;
const written = /^(systemd(?:-[a-z]+)?|sd-umoun)\[(\d{1,10})\]: /;
/** Without any stamp, text is taken for the kernel's only when it says what the kernel says. */
const kernelish =
  /invoked oom-killer|[Oo]ut of memory|[Kk]ill(?:ed)? process \d|oom-kill:|oom_reaper|segfault at|^traps: |general protection|fork rejected by pids|^Tasks state|^\[ *\d+\] +\d+ +\d+ +\d+ |^\[ *pid *\]|possible SYN flooding|remounting filesystem read-only|EXT4-fs|XFS|I\/O error|blocked for more than|soft lockup|No space|nf_conntrack|Core dump|memory: usage|Memory cgroup|avc: +denied|apparmor="DENIED"/;
const refused = /read kernel buffer failed|Operation not permitted|Permission denied|sudo: /;

interface Stamp {
  readonly rest: string;
  readonly at?: string | undefined;
  readonly found: boolean;
}

function readStamp(text: string, context: ReadContext, bootMs: number | undefined): Stamp {
  const plain = text.replace(facility, '').replace(/^kernel: /, '');
  const since = sinceBoot.exec(plain);
  if (since !== null) {
    const at = bootMs === undefined ? undefined : fromEpoch(bootMs + Number(since[1]) * 1000);
    return { rest: plain.slice(since[0].length), at, found: true };
  }
  const wall = wallClock.exec(plain) ?? isoClock.exec(plain);
  if (wall !== null) return { rest: plain.slice(wall[0].length), at: readTime(wall[1] ?? '', context), found: true };
  return { rest: plain, found: plain !== text };
}

function readBody(body: string, context: ReadContext, bootMs: number | undefined): Partial<LogEntry> {
  const stamp = readStamp(body, context, bootMs);
  const message = stamp.rest.replace(caller, '');
  const other = written.exec(message);
  const at = defined({ at: stamp.at });
  if (other === null) return { ...at, message };
  return { ...at, program: other[1], pid: Number(other[2]), message: message.slice(other[0].length) };
}

/** Reads the text of a kernel message behind a journal or syslog prefix; undefined for what other programs wrote. */
export function readKernelBody(body: string, context: ReadContext, program?: string): Partial<LogEntry> | undefined {
  if (program !== 'kernel') return undefined;
  const { at: _, ...parts } = readBody(body, context, undefined);
  return parts;
}

/** Our marker `== clock EPOCH UPTIME`, which turns seconds since boot into times. */
function bootTime(text: string): number | undefined {
  const clock = /^== clock (\d{9,10}) (\d{1,10}(?:\.\d{1,2})?)/m.exec(text);
  return clock === null ? undefined : (Number(clock[1]) - Number(clock[2])) * 1000;
}

/**
 * Reads kernel messages from dmesg, the journal or syslog; lines of other programs keep their program.
 * @throws {Unrecognised} when there is no message and the kernel's buffer was refused.
 */
export function parseKernelLog(text: string, source: string, context: ReadContext): LogFacts {
  const bootMs = bootTime(text);
  const other = (body: string, _: ReadContext, program?: string): Partial<LogEntry> | undefined => {
    if (program !== undefined && program !== 'kernel') return undefined;
    if (refused.test(body) && !kernelish.test(body)) return undefined;
    const stamped = program === 'kernel' || readStamp(body, context, bootMs).found || kernelish.test(body);
    return stamped ? { program: 'kernel', ...readBody(body, context, bootMs) } : undefined;
  };
  const facts = assemble(text, source, { other }, context);
  if (facts.entries.length === 0 && refused.test(text))
    throw new Unrecognised('the kernel log may not be read by this user', 'not-permitted');
  return facts;
}
