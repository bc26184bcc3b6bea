import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { selectBy, selectUnit } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { startedSince } from '../over/starts.ts';

const select = selectBy(
  ['AH00017', 'AH00018', 'AH00019', 'AH00020', 'AH02818', 'AH02324'],
  /^MPM run failed, exiting|Apache is exiting!$/,
);

/** systemd’s view of the same: the parent exited with an error, which no signal from outside makes it do. */
const exited = selectUnit(/[Mm]ain process exited, code=exited,? status=[1-9]/);

/** A main process that never came up exits as well; systemd then says that the start failed. */
function isFailedStart(entry: LogEntry, entries: readonly LogEntry[]): boolean {
  const index = entries.indexOf(entry);
  return entries
    .slice(index + 1, index + 6)
    .some(({ program, message }) => program === 'systemd' && message.startsWith('Failed to start '));
}

export const serverExited = messageRule({
  id: 'server-exited',
  title: 'The server ended itself because of an error',
  kind: 'problem',
  answers: ['crashes', 'preflight'],
  over: [startedSince],
  severity: 'critical',
  cause:
    'The parent met an error it cannot recover from and exited: during a reload it first drops the old configuration and then reads the new one, so any failure there leaves no server (AH00017 to AH00020), even though the syntax check passed.',
  remedy: 'Fix the reason named in the lines before, check with preflight, then start.',
  runbook: 'start',
  explains: ['not-running', 'unit-failed'],
  select: ({ entries }) => {
    const own = { entries, unrecognised: 0 };
    const mine = [...select(own), ...exited(own).filter((entry) => !isFailedStart(entry, entries))];
    return entries.filter((entry) => mine.includes(entry));
  },
  describe(entries) {
    const said = entries.filter(({ program }) => program !== 'systemd');
    const last = said.at(-1) ?? entries.at(-1) ?? entries[0];
    const reason = last.message.replace(/^.*[Mm]ain process exited, code=exited,? status=(\d+).*$/, 'exit status $1');
    return {
      summary: `The Apache parent${last.pid === undefined || last.pid === 1 ? '' : ` (pid ${last.pid})`} exited by itself: ${reason.slice(0, 160)}.`,
      facts: {
        pid: last.pid === 1 ? undefined : last.pid,
        pids: distinct(said.map(({ pid }) => pid)),
        reason: reason.slice(0, 300),
      },
    };
  },
});
