import { defineRule } from '../../model/rule.ts';
import { crashes, dumpedPid, faults, unstatedCrashes } from '../../probes/crashes/crashes.ts';
import { logs } from '../../probes/logs/logs.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { counted, distinct, known } from '../logs/log-rule.ts';

/** Signals with a finding of their own: SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXFSZ. */
const elsewhere: readonly number[] = [4, 6, 7, 8, 11, 25];

export const segfaultOrAbort = defineRule({
  id: 'segfault-or-abort',
  title: 'Children end by a signal that the log does not name',
  kind: 'problem',
  answers: ['crashes'],
  severity: 'critical',
  cause:
    'A child did not end by itself (AH00051, AH00052), but which fault it was is not stated: the line is cut, or the signal is not one of the usual crashes.',
  remedy: 'Look at the whole line in the error log, the kernel log and coredumpctl of the same second.',
  explains: ['core-dumped', 'core-suppressed', 'crash-loop'],
  reads: { logs },
  judge({ logs: log }) {
    const others = crashes(log.entries).filter(({ signal }) => !elsewhere.includes(signal));
    const cut = unstatedCrashes(log.entries);
    const named = new Set([...crashes(log.entries), ...faults(log.entries)].map(({ pid }) => pid));
    const isMain = log.entries.some(({ program, message }) => program === 'systemd' && /code=dumped/.test(message));
    const handled = log.entries.filter((entry) => {
      const pid = dumpedPid(entry);
      return pid !== undefined && !named.has(pid) && !isMain;
    });
    const lines = [...others.map(({ entry }) => entry), ...cut, ...handled];
    const evidence = quotesOf(lines, 3);
    if (evidence === undefined) return undefined;
    const last = others.at(-1);
    const cutPids = cut.map(({ message }) => Number(/pid (\d{1,10})/.exec(message)?.[1]));
    const pids = distinct([...others.map(({ pid }) => pid), ...cutPids, ...handled.map(dumpedPid)]);
    const how = last === undefined ? 'by a signal that is not stated' : `by ${last.signalName} (signal ${last.signal})`;
    return {
      summary: `${counted(lines.length, handled.length > 0 ? 'Apache process' : 'Apache child', handled.length > 0 ? 'Apache processes' : 'Apache children')} ended ${how}.`,
      evidence,
      facts: known({ count: lines.length, pids, signal: last?.signal, signalName: last?.signalName }),
      at: latest(lines),
    };
  },
});
