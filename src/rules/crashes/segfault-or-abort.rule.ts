import { counted } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { crashes, dumpedPid, faults, unstatedCrashes } from '../../probes/crashes/crashes.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

/** Signals with a finding of their own: SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXFSZ. */
const elsewhere: readonly number[] = [4, 6, 7, 8, 11, 25];

/** Ends by another signal than the usual ones, ends whose signal is not stated, and core dumps of processes that no line names. */
function unnamedEnds(entries: readonly LogEntry[]) {
  const named = new Set([...crashes(entries), ...faults(entries)].map(({ pid }) => pid));
  const isMain = entries.some(({ program, message }) => program === 'systemd' && /code=dumped/.test(message));
  return {
    others: crashes(entries).filter(({ signal }) => !elsewhere.includes(signal)),
    cut: unstatedCrashes(entries),
    handled: entries.filter((entry) => {
      const pid = dumpedPid(entry);
      return pid !== undefined && !named.has(pid) && !isMain;
    }),
  };
}

export const segfaultOrAbort = messageRule({
  id: 'segfault-or-abort',
  title: 'Children end by a signal that the log does not name',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'A child did not end by itself (AH00051, AH00052), but which fault it was is not stated: the line is cut, or the signal is not one of the usual crashes.',
  remedy: 'Look at the whole line in the error log, the kernel log and coredumpctl of the same second.',
  explains: ['core-dumped', 'core-suppressed', 'crash-loop', 'site-failing'],
  select({ entries }) {
    const { others, cut, handled } = unnamedEnds(entries);
    return [...others.map(({ entry }) => entry), ...cut, ...handled];
  },
  describe(lines, { entries }) {
    const { others, cut, handled } = unnamedEnds(entries);
    const last = others.at(-1);
    const cutPids = cut.map(({ message }) => Number(/pid (\d{1,10})/.exec(message)?.[1]));
    const pids = distinct([...others.map(({ pid }) => pid), ...cutPids, ...handled.map(dumpedPid)]);
    const how = last === undefined ? 'by a signal that is not stated' : `by ${last.signalName} (signal ${last.signal})`;
    return {
      summary: `${counted(lines.length, handled.length > 0 ? 'Apache process' : 'Apache child', handled.length > 0 ? 'Apache processes' : 'Apache children')} ended ${how}.`,
      facts: { pids, signal: last?.signal, signalName: last?.signalName },
    };
  },
});
