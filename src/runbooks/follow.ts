import { loadProgram } from '../lib/program.ts';
import type { LookOptions } from '../model/intent.ts';
import type { LogEntry } from '../model/log-entry.ts';
import type { Probe } from '../model/source.ts';
import { mergeLogs } from '../probes/combined/logs.ts';
import { errorLog, journal } from '../probes/logs/probe.ts';
import { factsFrom, type Outcomes } from './facts-of.ts';
import { wantedEntries } from './state/messages.ts';

/** Seconds between two looks while following. */
export const FOLLOW_EVERY_SECONDS = 4;

/** New messages kept while following; beyond that the oldest go, and the count says so. */
const MOST_KEPT = 20_000;

/** Bytes of the log's end that are read each time; the very command of the error log's own probe, so that one sudo rule serves both. */
const TAIL = '262144';

const program = loadProgram(import.meta.dirname, 'error-log-end.sh');

/** The end of the error log only, without the search through what is older. */
export const errorLogEnd: Probe = {
  ...errorLog,
  privileged: ({ errorLog: path }) => [['/usr/bin/tail', '-c', TAIL, path]],
  section: (layout) => ({
    program,
    args: [layout.errorLog, TAIL],
    seconds: 5,
    bytes: 300_000,
  }),
};

/** What is read again and again. */
export const followProbes: readonly Probe[] = [errorLogEnd, journal];

/** Reads on in the logs of one host: each look gives what is new in it. */
export interface Follower {
  /** The messages of this look that no look before had; none on the first, which only marks the place. */
  take(outcomes: Outcomes): readonly LogEntry[];
  /** All new messages so far, oldest first. */
  readonly taken: readonly LogEntry[];
  /** Messages that were dropped because there were too many. */
  readonly dropped: number;
}

/** Begins to follow; `options` choose among the new messages. */
export function createFollower(options: LookOptions): Follower {
  const seen = new Map<string, readonly LogEntry[]>();
  const taken: LogEntry[] = [];
  let dropped = 0;
  return {
    taken,
    get dropped() {
      return dropped;
    },
    take(outcomes) {
      const fresh = [errorLog, journal].flatMap((source) => {
        const facts = factsFrom(outcomes, source);
        if (facts === undefined) return [];
        const before = seen.get(source.id);
        seen.set(source.id, facts.entries);
        return before === undefined ? [] : [{ entries: [...newEntries(before, facts.entries)], unrecognised: 0 }];
      });
      const chosen = wantedEntries(mergeLogs(fresh).entries, {}, options);
      for (const entry of chosen) taken.push(entry);
      if (taken.length > MOST_KEPT) dropped += taken.splice(0, taken.length - MOST_KEPT).length;
      return chosen;
    },
  };
}

/**
 * The entries after those known, where a log only grows at its end and loses lines at its beginning; all of them when none is known again, as after a
 * rotation or a flood. The first line may be cut in half, which changes nothing.
 */
export function newEntries(before: readonly LogEntry[], after: readonly LogEntry[]): readonly LogEntry[] {
  if (before.length === 0) return after;
  for (const head of [0, 1]) {
    for (let shift = head === 0 ? 0 : 1; shift < before.length; shift += 1) {
      const length = before.length - shift;
      if (head + length > after.length) continue;
      if (isSameFrom(before, shift, after, head)) return after.slice(head + length);
    }
  }
  return after;
}

function isSameFrom(before: readonly LogEntry[], shift: number, after: readonly LogEntry[], head: number): boolean {
  for (let index = before.length - 1; index >= shift; index -= 1)
    if (before[index]?.raw !== after[index - shift + head]?.raw) return false;
  return true;
}
