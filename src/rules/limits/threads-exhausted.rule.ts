import { times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import { errnos, says } from '../../probes/limits/messages.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const codes: readonly string[] = ['AH00275', 'AH00282', 'AH00474', 'AH00480', 'AH03104'];

export const threadsExhausted = messageRule({
  id: 'threads-exhausted',
  title: 'No new thread can be created',
  kind: 'problem',
  answers: ['limits'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'AH03104, AH00480 (event), AH00282, AH00275 (worker): a child could not create its threads and ends; if none can, the server ends (AH02324) or stays up with no children. (11) is a limit on tasks: TasksMax, nproc, threads-max; (12) is address space or memory.',
  remedy:
    'Compare TasksCurrent with TasksMax: event needs about ThreadsPerChild + 3 tasks per process. Raise TasksMax in a drop-in or lower ThreadsPerChild and MaxRequestWorkers, then restart.',
  explains: [
    'no-children',
    'server-exited',
    'max-request-workers',
    'accept-queue-overflow',
    'status-page-unavailable',
    'fatal-child-exit',
    'site-failing',
  ],
  select: ({ entries }) =>
    entries.filter(
      (entry) =>
        (entry.code !== undefined && codes.includes(entry.code)) ||
        (entry.code === undefined && says(entry, /^(?:apr|ap)_thread_create: unable to create/)),
    ),
  describe(entries) {
    const last = entries.at(-1) ?? entries[0];
    const kind = /unable to create (\w+) thread/.exec(last.message)?.[1] ?? 'worker';
    const why =
      last.errno === errnos.ENOMEM
        ? ': out of memory or address space'
        : last.errno === errnos.EAGAIN
          ? ': a limit on tasks was reached'
          : '';
    return {
      summary: `Apache could not create a ${kind} thread ${times(entries.length)}${why}.`,
      facts: {
        ...errorOf(entries),
        pids: distinct(entries.map(({ pid }) => pid)),
        pid: last.pid,
        mpm: mpmOf(last.code),
      },
    };
  },
});

function mpmOf(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return code === 'AH00275' || code === 'AH00282' ? 'worker' : 'event';
}
