import { times } from '../../lib/counts.ts';
import { errnos, isAboutMutex, mutexOf } from '../../probes/limits/messages.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

export const ipcRemoved = messageRule({
  id: 'ipc-removed',
  title: 'Somebody removed a semaphore of the running server',
  kind: 'problem',
  answers: ['limits'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    '(43)Identifier removed, or (22)Invalid argument on a mutex that worked (AH00144, AH00146): the semaphore was deleted under a live Apache, by ipcrm or a cleaning script, or by systemd-logind’s RemoveIPC for a run user that is not a system user. Every child then ends, and AH00050 ends the server.',
  remedy:
    'Start the service again; then find what cleans semaphores (ipcrm in cron or a script, RemoveIPC=yes with a login of the run user) and stop it.',
  explains: ['fatal-child-exit', 'server-exited', 'not-running', 'unit-failed', 'no-children'],
  select: ({ entries }) =>
    entries.filter(
      (entry) =>
        isAboutMutex(entry) &&
        (entry.errno === errnos.EIDRM ||
          (entry.errno === errnos.EINVAL && (entry.code === 'AH00144' || entry.code === 'AH00146'))),
    ),
  describe(entries) {
    const mutex = entries.map(mutexOf).findLast((name) => name !== undefined);
    return {
      summary: `A semaphore of the running Apache${mutex === undefined ? '' : ` (${mutex} mutex)`} was removed; ${entries.length === 1 ? 'a child' : 'children'} failed on it ${times(entries.length)}.`,
      facts: { ...errorOf(entries), reason: mutex, pid: entries.at(-1)?.pid },
    };
  },
});
