import { counted } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { crashes, faults } from '../../probes/crashes/crashes.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

/** SIGILL, SIGBUS, SIGFPE, SIGSEGV: the program itself did what the processor refuses. */
const hardware: readonly number[] = [4, 7, 8, 11];

const names: Readonly<Record<number, string>> = {
  4: 'Illegal instruction',
  7: 'Bus error',
  8: 'Floating point exception',
  11: 'Segmentation fault',
};

function faultsOfHardware(entries: readonly LogEntry[]): ReturnType<typeof crashes> {
  return crashes(entries).filter(({ signal }) => hardware.includes(signal));
}

/** The signal the kernel sends for what it logs (arch/x86/kernel/traps.c). */
function signalOf(kind: string): number {
  if (kind.includes('invalid opcode')) return 4;
  if (kind.includes('divide error')) return 8;
  return kind.includes('alignment') || kind.includes('stack segment') ? 7 : 11;
}

function spanText(entries: readonly LogEntry[]): string {
  const times = entries
    .map(({ at }) => (at === undefined ? Number.NaN : Date.parse(at)))
    .filter((ms) => !Number.isNaN(ms));
  if (times.length < 2) return '';
  const seconds = Math.round((Math.max(...times) - Math.min(...times)) / 1000);
  if (seconds < 1) return ' within a second';
  return seconds < 120 ? ` within ${seconds} s` : ` within ${Math.round(seconds / 60)} min`;
}

export const segfault = messageRule({
  id: 'segfault',
  title: 'Children crash with a segmentation fault',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'AH00051 and AH00052: a child ended by SIGSEGV, SIGBUS, SIGILL or SIGFPE; its requests were cut off. The fault is nearly always in a loaded module or a library it uses. kill -SEGV by hand looks the same.',
  remedy:
    'Find the module with a backtrace of all threads (coredumpctl, or gdb on a core), update or disable what changed last; httpd catches the signal, so no kernel line need exist.',
  runbook: 'crashes',
  explains: ['core-dumped', 'core-suppressed', 'crash-loop', 'site-failing'],
  select: ({ entries }) => [...faultsOfHardware(entries), ...faults(entries)].map(({ entry }) => entry),
  describe(_lines, { entries }) {
    const logged = faultsOfHardware(entries);
    const seen = faults(entries);
    const last = logged.at(-1);
    const lastSeen = seen.at(-1);
    const pids = distinct([...logged, ...seen].map(({ pid }) => pid));
    const count = Math.max(logged.length, seen.length);
    const module = seen.findLast((fault) => fault.module !== undefined)?.module;
    const signal = last?.signal ?? signalOf(lastSeen?.kind ?? '');
    const name = last?.signalName ?? names[signal] ?? 'Segmentation fault';
    const kinds = distinct([
      ...logged.map((one) => one.signal),
      ...(logged.length > 0 ? [] : seen.map(({ kind }) => signalOf(kind))),
    ]);
    const others = kinds.filter((one) => one !== signal).map((one) => `${names[one] ?? 'a signal'} (${one})`);
    return {
      summary: `${counted(count, 'Apache child', 'Apache children')} ended with ${name} (signal ${signal})${others.length === 0 ? '' : ` or ${others.join(', ')}`}${spanText(logged.map(({ entry }) => entry))}${module === undefined ? '' : `, in ${module}`}.`,
      facts: {
        count,
        pids,
        pid: pids.length === 1 ? pids[0] : undefined,
        signal,
        signalName: name,
        module,
        path: logged.findLast(({ coreDirectory }) => coreDirectory !== undefined)?.coreDirectory,
      },
    };
  },
});
