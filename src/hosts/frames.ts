import type { NamedSection, SectionAnswer } from '../model/ports.ts';
import { type ByteCap, byteCap } from './byte-cap.ts';

/** What frames say, in the order they arrive. */
export type FrameEvent =
  | { readonly kind: 'begin'; readonly version: number }
  | { readonly kind: 'open'; readonly section: NamedSection }
  | { readonly kind: 'answer'; readonly answer: SectionAnswer }
  | { readonly kind: 'complete' };

/** Reads one script's output as it arrives; holds at most the open section's cap and one frame line. */
export interface FrameReader {
  /** `atMs` is the client's clock, used for durations where the host has no /proc/uptime. */
  push(bytes: Uint8Array, atMs: number): void;
  /** The section that was opened and not closed, as far as it came; nothing may be pushed afterwards. */
  unfinished(atMs: number): Omit<SectionAnswer, 'exit' | 'timedOut'> | undefined;
  /** The end of what arrived outside all sections: the host's own words when no frame came. */
  strayText(): string;
}

type Open = {
  readonly section: NamedSection;
  readonly uptime: number;
  readonly atMs: number;
  readonly output: ByteCap;
};

type Emit = (event: FrameEvent) => void;

/** Longest frame line that is read: an id of 64 characters, a status and an uptime with room to spare. */
const LONGEST_LINE = 160;
const STRAY_BYTES = 2048;
const NEWLINE = 10;
/** The host's clock ticks in steps of 10 ms, cut off at both ends. */
const CLOCK_STEP_MS = 20;
const frameLine = /^([[\]{}])([A-Za-z0-9._-]{1,64})((?: [0-9.]{1,20}){0,3})( cut)?$/;

/** What timeout(1) exits with, and a shell for a program ended by SIGKILL or SIGTERM (busybox's timeout). */
const endedByTimeout: ReadonlySet<number> = new Set([124, 137, 143]);

/**
 * Finds the frames that carry this nonce; all else, frames of another nonce and malformed or unexpected ones included, is data.
 * How the bytes are cut into chunks makes no difference.
 */
export function frameReader(nonce: string, sections: readonly NamedSection[], emit: Emit): FrameReader {
  const marker = Buffer.from(`\n${nonce}`, 'latin1');
  const stray = byteCap(STRAY_BYTES, 'end');
  const state = sectionState(sections, emit);
  /* A frame begins after a newline. The start of the stream and the end of another frame count as one, which is then not data. */
  let pending: Buffer = Buffer.from('\n');
  let lentNewline = true;

  function take(length: number): void {
    if (length === 0) return;
    (state.output() ?? stray).add(pending.subarray(lentNewline ? 1 : 0, length));
    lentNewline = false;
    pending = pending.subarray(length);
  }

  /** False when more bytes are needed before anything can be said. */
  function advance(atMs: number): boolean {
    const at = pending.indexOf(marker);
    take(at === -1 ? pending.length - overlap(pending, marker) : at);
    if (at === -1) return false;
    const end = pending.indexOf(NEWLINE, marker.length);
    if (end === -1 && pending.length <= marker.length + LONGEST_LINE) return false;
    const line = end === -1 ? '' : pending.toString('latin1', marker.length, end);
    if (line.length > LONGEST_LINE || !state.frame(line, atMs)) {
      take(marker.length);
      return true;
    }
    pending = pending.subarray(end);
    lentNewline = true;
    return true;
  }

  return {
    push(bytes, atMs) {
      pending = Buffer.concat([pending, bytes]);
      while (advance(atMs));
    },
    unfinished(atMs) {
      if (!pending.subarray(0, marker.length).equals(marker)) take(pending.length);
      return state.unfinished(atMs);
    },
    strayText: () => stray.text(),
  };
}

function sectionState(sections: readonly NamedSection[], emit: Emit) {
  const waiting = new Map(sections.map((section) => [section.id, section]));
  let open: Open | undefined;

  function between(kind: string, id: string, uptime: number, atMs: number): boolean {
    const section = waiting.get(id);
    if (kind === '[' && /^\d+$/.test(id)) emit({ kind: 'begin', version: Number(id) });
    else if (kind === ']' && id === 'complete') emit({ kind: 'complete' });
    else if (kind === '{' && section !== undefined) {
      waiting.delete(id);
      open = { section, uptime, atMs, output: byteCap(section.bytes, section.keep ?? 'start') };
      emit({ kind: 'open', section });
    } else return false;
    return true;
  }

  function finish(ending: Open, status: number, uptime: number, cut: boolean, atMs: number): void {
    const { section, output } = ending;
    const durationMs = duration(ending, uptime, atMs);
    const timedOut = endedByTimeout.has(status) && durationMs >= section.seconds * 1000 - CLOCK_STEP_MS;
    open = undefined;
    emit({
      kind: 'answer',
      answer: { id: section.id, exit: status, text: output.text(), durationMs, cut: cut || output.cut(), timedOut },
    });
  }

  return {
    output: () => open?.output,
    frame(line: string, atMs: number): boolean {
      const [match, kind = '', id = '', numbers = '', cut] = frameLine.exec(line) ?? [];
      if (match === undefined) return false;
      const words = numbers.trim().split(' ').filter(Boolean).map(Number);
      if (open === undefined) return between(kind, id, words[0] ?? Number.NaN, atMs);
      if (kind !== '}' || open.section.id !== id) return false;
      const [status, uptime = Number.NaN] = words;
      if (status === undefined || !Number.isInteger(status)) return false;
      finish(open, status, uptime, cut !== undefined, atMs);
      return true;
    },
    unfinished(atMs: number) {
      if (open === undefined) return undefined;
      const { section, output } = open;
      return { id: section.id, text: output.text(), durationMs: duration(open, Number.NaN, atMs), cut: output.cut() };
    },
  };
}

/** Milliseconds by the host's clock where it has one, else by the client's. */
function duration(open: Open, uptime: number, atMs: number): number {
  const byHost = open.uptime > 0 && uptime >= open.uptime;
  return Math.max(0, Math.round(byHost ? (uptime - open.uptime) * 1000 : atMs - open.atMs));
}

/** How many bytes at the end may be the beginning of a marker. */
function overlap(bytes: Buffer, marker: Buffer): number {
  const start = bytes.lastIndexOf(NEWLINE);
  const tail = start === -1 ? bytes.subarray(bytes.length) : bytes.subarray(start);
  return tail.length < marker.length && marker.subarray(0, tail.length).equals(tail) ? tail.length : 0;
}
