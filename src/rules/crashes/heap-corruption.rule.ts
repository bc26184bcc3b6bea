import { counted } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { abortText, crashes } from '../../probes/crashes/crashes.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const SIGABRT = 6;

function abortsIn(entries: readonly LogEntry[]): ReturnType<typeof crashes> {
  return crashes(entries).filter(({ signal }) => signal === SIGABRT);
}

/** What glibc or an assertion wrote itself. */
function isPrinted({ client, code, program, message }: LogEntry): boolean {
  return client === undefined && code === undefined && program !== 'kernel' && abortText.test(message);
}

export const heapCorruption = messageRule({
  id: 'heap-corruption',
  title: 'Children abort: damaged heap or a failed assertion',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'SIGABRT is raised by the process itself: glibc found its heap damaged (double free, invalid pointer), or an assertion failed. The damage was done earlier, often by another module than the one that noticed; mod_php with a library that is not thread-safe is typical.',
  remedy:
    'Read the line glibc printed just before, take a backtrace of all threads from a core, and update or disable the module that changed last.',
  explains: ['core-dumped', 'core-suppressed', 'crash-loop', 'site-failing'],
  select({ entries }) {
    const aborted = abortsIn(entries);
    return entries.filter((entry) => isPrinted(entry) || aborted.some((crash) => crash.entry === entry));
  },
  describe(lines) {
    const aborted = abortsIn(lines);
    const printed = lines.filter(isPrinted);
    const pids = distinct(aborted.map(({ pid }) => pid));
    const reason = printed.at(-1)?.message.slice(0, 200);
    const told = reason === undefined ? '' : `: ${reason}`;
    return {
      summary:
        aborted.length > 0
          ? `${counted(aborted.length, 'Apache child', 'Apache children')} aborted (signal 6)${told}.`
          : `A process under Apache aborted${told}.`,
      certainty: reason === undefined ? 'likely' : 'certain',
      facts: {
        count: Math.max(aborted.length, 1),
        pids,
        pid: pids.length === 1 ? pids[0] : undefined,
        ...(aborted.length === 0 && reason?.startsWith('zend_mm_heap') === true
          ? {}
          : { signal: SIGABRT, signalName: aborted.at(-1)?.signalName ?? 'Abort' }),
        reason,
        path: aborted.findLast(({ coreDirectory }) => coreDirectory !== undefined)?.coreDirectory,
      },
    };
  },
});
