import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { crashes } from '../../probes/crashes/crashes.ts';
import { errnos } from '../../probes/limits/messages.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const SIGXFSZ = 25;

function isTooLarge(entry: LogEntry): boolean {
  return entry.errno === errnos.EFBIG || crashes([entry]).some(({ signal }) => signal === SIGXFSZ);
}

export const logFileTooLarge = messageRule({
  id: 'log-file-too-large',
  title: 'A file reached the largest size a process may write',
  kind: 'problem',
  answers: ['limits'],
  over: [steadySinceStart, quietSince],
  severity: 'warning',
  cause:
    'SIGXFSZ (25), “File size limit exceeded”, or (27)File too large: a log, cache or upload passed 2 GB on a build without large files, or RLIMIT_FSIZE of the service. Children die when they write to it.',
  remedy:
    'Rotate the largest log with a graceful restart, see that logrotate runs, and look at LimitFSIZE of the unit.',
  explains: ['segfault-or-abort', 'crash-loop'],
  select: ({ entries }) => entries.filter(isTooLarge),
  describe(entries) {
    const died = crashes(entries);
    return {
      summary:
        died.length > 0
          ? `${died.length === 1 ? 'A child' : `${died.length} children`} ended with signal 25: a file it wrote to is as large as it may be.`
          : 'A file could not be written because it is as large as it may be.',
      facts: {
        ...errorOf(entries),
        pids: distinct(died.map(({ pid }) => pid)),
        signal: died.length > 0 ? SIGXFSZ : undefined,
        signalName: died.at(-1)?.signalName,
      },
    };
  },
});
