import { times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import { errnos } from '../../probes/limits/messages.ts';
import { limits } from '../../probes/limits/probe.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

export const nofileExhausted = messageRule({
  id: 'nofile-exhausted',
  title: 'A process ran out of file descriptors',
  kind: 'problem',
  answers: ['limits'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    '(24)Too many open files counts per process: two per distinct log file, the listeners, and the connections and backend sockets of that one process; with event up to (AsyncRequestWorkerFactor + 1) × ThreadsPerChild. While it lasts, requests may answer 403 (AH00132), because files cannot be opened to check permissions. (23) is the limit of the whole system.',
  remedy:
    'Raise the limit where the server gets it: on Debian APACHE_ULIMIT_MAX_FILES in envvars (apachectl sets 8192 whatever LimitNOFILE says), elsewhere LimitNOFILE in a drop-in; then a full restart. Fewer log files, or one log with %v, saves two descriptors each.',
  explains: [
    'nofile-low',
    'log-open-failed',
    'start-failed',
    'backend-down',
    'fcgi-backend-down',
    'client-denied',
    'error-rate-high',
    'piped-log-failed',
    'site-failing',
    'access-denied-to-all',
  ],
  mayRead: { limits },
  select: ({ entries }) => entries.filter(({ errno }) => errno === errnos.EMFILE || errno === errnos.ENFILE),
  describe(lines, _logs, { limits: limit }) {
    const whole = lines.at(-1)?.errno === errnos.ENFILE;
    const soft = limit?.values['Max open files']?.soft;
    const bound = !whole && typeof soft === 'number' ? soft : undefined;
    const denied = lines.filter(({ code }) => code === 'AH00132' || code === 'AH00035').length;
    return {
      summary: `${whole ? 'The system' : 'An Apache process'} ran out of file descriptors ${times(lines.length)}${bound === undefined ? '' : ` (limit ${bound})`}${denied > 0 ? `; ${denied} requests were refused with 403 because of it` : ''}.`,
      facts: {
        ...errorOf(lines),
        limit: bound,
        pids: distinct(lines.map(({ pid }) => pid)),
        pid: lines.at(-1)?.pid,
      },
    };
  },
});
