import { errnos, isAboutMutex, mutexFileOf, mutexOf } from '../../probes/limits/messages.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';

export const mutexDirMissing = messageRule({
  id: 'mutex-dir-missing',
  title: 'The lock directory does not exist',
  kind: 'problem',
  answers: ['limits'],
  over: startOver,
  severity: 'critical',
  cause:
    'AH00023 with (2)No such file or directory: the directory for lock files is gone, typically because /run or /var/lock was cleared and nothing made it again (systemd-tmpfiles, RuntimeDirectory).',
  remedy:
    'Create the directory with the owner and mode the package gives it (systemd-tmpfiles --create, or reinstall its tmpfiles.d entry), then start the service.',
  explains: ['start-failed', 'reload-failed', 'server-exited', 'unit-failed', 'fatal-child-exit'],
  select: ({ entries }) => entries.filter((entry) => entry.errno === errnos.ENOENT && isAboutMutex(entry)),
  describe(entries) {
    const last = entries.at(-1) ?? entries[0];
    const path = mutexFileOf(last);
    return {
      summary: `The directory for ${mutexOf(last) ?? 'a'} mutex${path === undefined ? '' : ` ${path}`} does not exist.`,
      facts: { ...errorOf(entries), path, file: path, reason: mutexOf(last) },
    };
  },
});
