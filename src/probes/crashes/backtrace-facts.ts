// core 232497152 33 1795267208 /var/cache/apache2/cores/core
// binary /usr/sbin/apache2
// newer /usr/lib/apache2/modules/mod_lab.so
// == gdb                          then what gdb says, without values of arguments:
// Program terminated with signal SIGSEGV, Segmentation fault.
// 0x00007fd34ca02180  0x00007fd34ca02706  Yes         /usr/lib/apache2/modules/mod_lab.so
// Thread 27 (Thread 0x7fd34b2606c0 (LWP 246)):
// #1  <signal handler called>
// #2  0x00007fd34ca022e0 in lab_parse_header (r=...) at mod_lab.c:31
// == end
// Versions: gdb 7 to 16. Refused: `none WHY` and `refused WHY`, which say that there is nothing to read.
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { Unrecognised } from '../../model/source.ts';
import { fromEpoch } from '../logs/time.ts';

/** One call of a backtrace, as far as symbols tell. */
export const Frame = z.object({
  index: z.number().int(),
  function: z.string().optional(),
  file: z.string().optional(),
  line: z.number().int().optional(),
  /** File whose code it is: a module, a library, or httpd itself. */
  object: z.string().optional(),
  /** The line as gdb printed it. */
  text: z.string(),
});
export type Frame = z.infer<typeof Frame>;

/** What the newest core in the core directory shows. */
export const BacktraceFacts = z.object({
  core: z.string(),
  bytes: z.number(),
  uid: z.number().int(),
  /** When it was written. */
  at: z.iso.datetime(),
  binary: z.string(),
  /** `SIGSEGV`, by the core. */
  signal: z.string().optional(),
  /** Files whose code is in the core and that changed on disk since it was written: their frames may lie. */
  newer: z.array(z.string()),
  /** Threads in the core. */
  threads: z.number().int(),
  /**
   * `handler` = the thread that httpd's own signal handler interrupted; `fault` = the one that took the signal, in the midst of its work; `current` = the one
   * that took it while it waited, so that it may be an innocent one.
   */
  by: z.enum(['handler', 'fault', 'current']),
  lwp: z.number().int().optional(),
  /** Innermost first, from where it crashed. */
  frames: z.array(Frame),
  /** False when gdb did not come to its end in time. */
  complete: z.boolean(),
});
export type BacktraceFacts = z.infer<typeof BacktraceFacts>;

interface Thread {
  readonly number: number;
  readonly lwp?: number;
  readonly lines: string[];
}

const MOST_FRAMES = 60;
const frameLine = /^#(\d{1,4}) +(?:0x([0-9a-f]{1,16}) in )?/;

/**
 * Reads the answer of the helper's `backtrace`.
 * @throws {Unrecognised} when it had no core to look at, or may not.
 */
export function readBacktrace(text: string): BacktraceFacts {
  const without = /^(none|refused) (.{1,300})$/m.exec(text);
  if (without?.[2] !== undefined)
    throw new Unrecognised(without[2], without[1] === 'none' ? 'not-applicable' : 'not-permitted');
  const core = /^core (\d{1,15}) (\d{1,10}) (\d{1,12}) (\/.{1,300})$/m.exec(text);
  const binary = /^binary (\/.{1,300})$/m.exec(text)?.[1];
  const said = text.indexOf('\n== gdb\n');
  const at = fromEpoch(Number(core?.[3]) * 1000);
  if (core?.[4] === undefined || binary === undefined || said < 0 || at === undefined)
    throw new Unrecognised('no backtrace is in it');
  const lines = text.slice(said + 8).split('\n');
  const threads = threadsOf(lines);
  const { thread, from, by } = crashedThread(threads);
  if (thread === undefined) throw new Unrecognised('gdb could not read the core', 'failed');
  const objects = objectsOf(lines);
  const signal = /^Program terminated with signal (SIG[A-Z0-9]{2,10})\b/m.exec(text)?.[1];
  return {
    core: core[4],
    bytes: Number(core[1]),
    uid: Number(core[2]),
    at,
    binary,
    ...defined({ signal }),
    newer: [...text.matchAll(/^newer (\/.{1,300})$/gm)].map(([, path]) => path ?? '').slice(0, 50),
    threads: threads.length,
    by,
    ...defined({ lwp: thread.lwp }),
    frames: thread.lines.slice(from, from + MOST_FRAMES).map((line) => frameOf(line, objects, binary)),
    complete: /^== end$/m.test(text) && /^#\d+ /m.test(text),
  };
}

function threadsOf(lines: readonly string[]): Thread[] {
  const threads: Thread[] = [];
  for (const line of lines) {
    const head = /^Thread (\d{1,6}) \((?:Thread 0x[0-9a-f]{1,16} )?\(?LWP (\d{1,10})\)/.exec(line);
    if (head !== null) threads.push({ number: Number(head[1]), lwp: Number(head[2]), lines: [] });
    else if (frameLine.test(line)) threads.at(-1)?.lines.push(line.slice(0, 400));
  }
  return threads.filter(({ lines: frames }) => frames.length > 0);
}

/** Where idle threads of httpd are; a thread that took a signal there did not cause it. */
const waiting =
  /^#\d+ +(?:0x[0-9a-f]+ in )?(?:(?:__)?(?:read|poll|ppoll|select|epoll_p?wait|accept4?|futex\w*|nanosleep|clock_nanosleep|pthread_cond_\w+|sigwait\w*|sigsuspend|syscall|kill|raise)\w* \(|\?\? \(\) from \S*\/libc\b)/;

/**
 * httpd's handler sends the signal on to the process, and the kernel may hand it to any thread: the frames below the handler are the guilty ones. It may also
 * have returned, and the instruction have failed again: then the thread in which gdb stops is the one.
 */
function crashedThread(threads: readonly Thread[]): {
  readonly thread?: Thread;
  readonly from: number;
  readonly by: BacktraceFacts['by'];
} {
  for (const thread of threads) {
    const handler = thread.lines.findIndex((line) => line.includes('<signal handler called>'));
    if (handler >= 0) return { thread, from: handler + 1, by: 'handler' };
  }
  const current = threads.find(({ number }) => number === 1);
  if (current === undefined) return { from: 0, by: 'current' };
  const busy = threads.length === 1 || !waiting.test(current.lines[0] ?? '');
  return { thread: current, from: 0, by: busy ? 'fault' : 'current' };
}

interface Mapped {
  readonly from: bigint;
  readonly to: bigint;
  readonly path: string;
}

function objectsOf(lines: readonly string[]): Mapped[] {
  return lines.flatMap((line): Mapped[] => {
    const found = /^0x([0-9a-f]{1,16}) +0x([0-9a-f]{1,16}) +\S.{0,40} (\/\S{1,300})$/.exec(line);
    if (found?.[3] === undefined) return [];
    return [{ from: BigInt(`0x${found[1]}`), to: BigInt(`0x${found[2]}`), path: found[3] }];
  });
}

function frameOf(text: string, objects: readonly Mapped[], binary: string): Frame {
  const head = frameLine.exec(text);
  const rest = text.slice(head?.[0].length ?? 0);
  const name = /^([A-Za-z_~][\w:~<>.]{0,150}) \(/.exec(rest)?.[1];
  const place = / at ([\w./+-]{1,300}):(\d{1,7})$/.exec(rest);
  const said = / from (\/\S{1,300})$/.exec(rest)?.[1];
  const address = head?.[2] === undefined ? undefined : BigInt(`0x${head[2]}`);
  const mapped = address === undefined ? undefined : objects.find(({ from, to }) => address >= from && address < to);
  const object = said ?? mapped?.path ?? (name === undefined || objects.length === 0 ? undefined : binary);
  return {
    index: Number(head?.[1] ?? 0),
    ...defined({
      function: name,
      file: place?.[1],
      line: place?.[1] === undefined ? undefined : Number(place[2]),
      object,
    }),
    text,
  };
}
