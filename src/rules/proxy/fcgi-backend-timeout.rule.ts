import { times } from '../../lib/counts.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { requestsIn } from '../../probes/logs/requests.ts';
import { errorOf, withCode } from '../../probes/logs/select.ts';
import { backendsOf, fcgidMessages } from '../../probes/proxy/codes.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

export const fcgiBackendTimeout = messageRule({
  id: 'fcgi-backend-timeout',
  title: 'PHP-FPM takes longer than Apache waits, or drops the request',
  kind: 'problem',
  answers: ['workers'],
  over: [answeredSince, quietSince],
  severity: 'critical',
  cause:
    'mod_proxy_fcgi got no complete answer (AH01075 or AH01067 with (70007) after ProxyTimeout; (104) when the FPM child died; mod_fcgid says "read data timeout" after FcgidIOTimeout, 40 s by default). Each such request holds a worker until then.',
  remedy:
    'Look at the pool’s slow log and error log at that time, and at pm.max_children and request_terminate_timeout; then at what the scripts wait for. Raising ProxyTimeout alone only holds workers longer.',
  explains: [
    'backend-bound',
    'max-request-workers',
    'near-max-request-workers',
    'cgi-premature-end',
    'error-rate-high',
    'site-failing',
  ],
  select(logs) {
    const coded = withCode(logs, 'AH01075', 'AH01067', 'AH01070').filter(
      ({ errno }) => errno !== undefined && errno !== 0,
    );
    const wanted = new Set([...coded, ...fcgidMessages(logs, 'late', 'dropped')]);
    return logs.entries.filter((entry) => wanted.has(entry));
  },
  describe(entries) {
    const backends = backendsOf(entries);
    const reason = errorOf(entries);
    const dropped = requestsIn(entries.filter(isDropped));
    const late = requestsIn(entries.filter((entry) => !isDropped(entry)));
    const what = [
      ...(late > 0 ? [`did not answer in time ${times(late)}`] : []),
      ...(dropped > 0 ? [`dropped requests it had accepted ${times(dropped)}`] : []),
    ];
    return {
      summary: `The FastCGI pool ${what.join(' and ')}.`,
      facts: { backends, backend: backends[0], ...reason },
    };
  },
});

/** ECONNRESET, EPIPE and APR_EOF: the process behind Apache went away. */
function isDropped({ errno, message }: LogEntry): boolean {
  return errno === undefined
    ? /error reading data|aborted: (?:read|error|write) /.test(message.slice(0, 600))
    : [104, 32, 70_014].includes(errno);
}
