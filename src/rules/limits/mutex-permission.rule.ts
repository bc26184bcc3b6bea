import { errnos, isAboutMutex, mutexFileOf, mutexOf } from '../../probes/limits/messages.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';

export const mutexPermission = messageRule({
  id: 'mutex-permission',
  title: 'httpd may not create or use its mutex',
  kind: 'problem',
  answers: ['limits'],
  over: startOver,
  severity: 'critical',
  cause:
    'AH00023 with (13)Permission denied, or AH00024: the lock directory belongs to another user than the one httpd runs as, or User and Group were changed. On SELinux hosts the directory’s label counts as well.',
  remedy:
    'Give the lock directory (Mutex, or the run directory of the package) to the run user, or put User and Group back, then start the service.',
  explains: [
    'start-failed',
    'reload-failed',
    'server-exited',
    'unit-failed',
    'fatal-child-exit',
    'no-children',
    'site-failing',
  ],
  select: ({ entries }) =>
    entries.filter((entry) => entry.code === 'AH00024' || (entry.errno === errnos.EACCES && isAboutMutex(entry))),
  describe(entries) {
    const last = entries.at(-1) ?? entries[0];
    const mutex = mutexOf(last);
    const path = mutexFileOf(last);
    return {
      summary: `httpd may not use ${mutex === undefined ? 'a mutex' : `the ${mutex} mutex`}${path === undefined ? '' : ` at ${path}`}.`,
      facts: { ...errorOf(entries), reason: mutex, path, file: path },
    };
  },
});
