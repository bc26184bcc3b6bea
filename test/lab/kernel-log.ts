import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { kernelLogOf } from './host.ts';
import { settings } from './settings.ts';

/** A line of the machine's kernel log: `priority,sequence,microseconds,flags;text`. */
interface KernelLine {
  readonly priority: string;
  readonly microseconds: string;
  readonly text: string;
}

/** journald reads this many bytes at a time and expects one record per read, so every record is padded to it (journald-kmsg.c). */
const RECORD_BYTES = 8192;

/** The host that one of this laboratory's cgroup paths in a text belongs to. */
function hostIn(text: string): string | undefined {
  return new RegExp(`/${settings.tag}/(web-\\d+)`).exec(text)?.[1];
}

/** The kernel leaves the details out of many kills in a row; then only the cgroup of the dying process tells the host. */
function hostOfVictim(text: string): string | undefined {
  const pid = /Killed process (\d+) /.exec(text)?.[1];
  try {
    return hostIn(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Sorts kernel lines by host: whole out-of-memory reports by the cgroup they name, other lines by a cgroup in the line itself.
 * Lines that concern no host are dropped.
 */
function createSorter(deliver: (host: string, line: KernelLine) => void): (line: KernelLine) => void {
  let report: KernelLine[] = [];
  let lastVictim: string | undefined;
  const pass = (host: string | undefined, lines: readonly KernelLine[]): void => {
    if (host !== undefined) for (const line of lines) deliver(host, line);
  };
  return (line) => {
    const { text } = line;
    if (/out of memory.*: Killed process /i.test(text)) {
      const named = report.map((entry) => hostIn(entry.text)).find((host) => host !== undefined);
      lastVictim = named ?? hostOfVictim(text);
      pass(lastVictim, [...report, line]);
      report = [];
    } else if (text.includes(' invoked oom-killer: ')) {
      report = [line];
    } else if (report.length > 0) {
      report.push(line);
    } else {
      pass(text.startsWith('oom_reaper: ') ? lastVictim : hostIn(text), [line]);
    }
  };
}

function parseRecord(record: string): KernelLine | undefined {
  const match = /^(\d+),\d+,(\d+),[^;]*;([^\n]*)/.exec(record);
  const [, priority, microseconds, text] = match ?? [];
  if (priority === undefined || microseconds === undefined || text === undefined) return undefined;
  return { priority, microseconds, text };
}

/** The way to the journal of one boot of one host: what did not fit into the pipe waits here. */
interface Outlet {
  readonly boot: string;
  sequence: number;
  waiting: Buffer[];
}

/** Numbers lines from 0 as a kernel of its own would, and shows cgroup paths as the host sees them. */
function encode(line: KernelLine, sequence: number): Buffer {
  const text = line.text.replace(new RegExp(`/${settings.tag}/web-\\d+(/|\\b)`, 'g'), '/');
  const record = `${line.priority},${sequence},${line.microseconds},-;${text}\n`;
  return Buffer.alloc(RECORD_BYTES, '\n').fill(record, 0, Buffer.byteLength(record));
}

/** Writes what fits into the pipe of a host; the rest waits, and is forgotten when the host boots afresh. */
function drain(host: string, lines: readonly KernelLine[], outlets: Map<string, Outlet>): void {
  const pipe = openSync(kernelLogOf(host), constants.O_RDWR | constants.O_NONBLOCK);
  try {
    const { ino, birthtimeMs } = fstatSync(pipe);
    const boot = `${ino} ${birthtimeMs}`;
    const known = outlets.get(host);
    const outlet = known?.boot === boot ? known : { boot, sequence: 0, waiting: [] };
    outlets.set(host, outlet);
    for (const line of lines) outlet.waiting.push(encode(line, outlet.sequence++));
    for (let next = outlet.waiting[0]; next !== undefined; next = outlet.waiting[0]) {
      const written = writeSync(pipe, next);
      if (written < next.length) outlet.waiting[0] = next.subarray(written);
      else outlet.waiting.shift();
    }
  } catch (error) {
    if (!hasCode(error, 'EAGAIN')) throw error;
  } finally {
    closeSync(pipe);
  }
}

/** Every record that is there now; /dev/kmsg gives one per read and EAGAIN at the end. */
function* readAvailable(fd: number): Generator<string> {
  const buffer = Buffer.alloc(RECORD_BYTES);
  while (true) {
    try {
      yield buffer.toString('utf8', 0, readSync(fd, buffer));
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) return;
      // EPIPE: the kernel overwrote lines we had not read; the next read continues after the gap.
      if (!hasCode(error, 'EPIPE')) throw error;
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Forwards the kernel log to the hosts until it is killed; lines from before its start are not passed on. */
function relay(): void {
  const fd = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  for (const _old of readAvailable(fd));
  const fresh = new Map<string, KernelLine[]>();
  const outlets = new Map<string, Outlet>();
  const sort = createSorter((host, line) => fresh.set(host, [...(fresh.get(host) ?? []), line]));
  setInterval(() => {
    for (const record of readAvailable(fd)) {
      const line = parseRecord(record);
      if (line !== undefined) sort(line);
    }
    for (const host of new Set([...fresh.keys(), ...outlets.keys()])) {
      try {
        drain(host, fresh.get(host) ?? [], outlets);
      } catch (error) {
        outlets.delete(host);
        console.error(`kernel log of ${host}: ${String(error)}`);
      }
    }
    fresh.clear();
  }, 50);
}

relay();
