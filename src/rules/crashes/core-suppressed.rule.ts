import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { crashes, undumpedPid } from '../../probes/crashes/crashes.ts';
import { cores } from '../../probes/crashes/probe.ts';
import { limits } from '../../probes/limits/probe.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

/** Signals that write a core unless something forbids it: signal(7). */
const writesCore: readonly number[] = [3, 4, 5, 6, 7, 8, 11, 24, 25, 31];

function coreSignals(entries: readonly LogEntry[]): ReturnType<typeof crashes> {
  return crashes(entries).filter(({ signal }) => writesCore.includes(signal));
}

function isUndumped(entry: LogEntry): boolean {
  return undumpedPid(entry) !== undefined;
}

export const coreSuppressed = messageRule({
  id: 'core-suppressed',
  title: 'A crash left no core dump',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'notice',
  cause:
    'AH00052 without “possible coredump”: no core was written. Children change their user id and are dumpable only when CoreDumpDirectory is configured; besides, the core size limit of the unit (LimitCORE) must allow it. ulimit in a shell does not reach the service.',
  remedy:
    'To catch the next one: CoreDumpDirectory on a path outside /tmp (the unit has a private /tmp) owned by the run user, LimitCORE=infinity in a drop-in of the unit, then a full restart. Switch it off afterwards: cores hold secrets.',
  mayRead: { cores, limits },
  quotes: 2,
  select({ entries }) {
    const all = coreSignals(entries);
    const bare = all.filter(({ coreDirectory }) => coreDirectory === undefined);
    const told = entries.filter(isUndumped);
    return told.length === 0 && bare.length < all.length ? [] : [...bare.map(({ entry }) => entry), ...told];
  },
  describe(lines, _logs, { cores: found, limits: limit }) {
    const bare = coreSignals(lines);
    const told = lines.filter(isUndumped);
    const forbidden = told.length > 0 || limit?.values['Max core file size']?.soft === 0;
    const reason = forbidden
      ? 'the core size limit of the process is 0'
      : 'CoreDumpDirectory is not set, so that children are not dumpable';
    const pids = distinct([...bare.map(({ pid }) => pid), ...told.map(undumpedPid)]);
    return {
      summary: `No core was written for ${pids.length === 1 ? 'the crash' : 'the crashes'}: ${reason}.`,
      certainty: told.length > 0 ? 'certain' : 'likely',
      facts: { count: pids.length, pids, reason, pattern: found?.pattern },
    };
  },
});
