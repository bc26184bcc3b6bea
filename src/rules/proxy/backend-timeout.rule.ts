import { loggedText } from '../../probes/logs/requests.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { backendsOf, backendTimeouts, isFcgi } from '../../probes/proxy/codes.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

export const backendTimeout = messageRule({
  id: 'backend-timeout',
  title: 'A backend accepts but does not answer in time',
  kind: 'problem',
  answers: ['workers'],
  over: [answeredSince, quietSince],
  severity: 'critical',
  cause:
    'The backend took the request and gave no answer within ProxyTimeout or Timeout ((70007) with AH01102, AH01110 or AH00898; the client gets 502 or 504). Every such request holds a worker for the whole time.',
  remedy:
    'Look at the backend: its own workers, its database, its logs at that time. A shorter ProxyTimeout frees workers sooner, a longer one only postpones the error.',
  explains: ['backend-bound', 'max-request-workers', 'near-max-request-workers', 'error-rate-high', 'site-failing'],
  select: (logs) => backendTimeouts(logs).filter((entry) => !isFcgi(entry)),
  describe(entries) {
    const backends = backendsOf(entries);
    return {
      summary: `The backend ${backends.join(', ') || 'behind the proxy'} did not answer in time, ${loggedText(entries)}.`,
      facts: { backends, backend: backends[0], ...errorOf(entries) },
    };
  },
});
