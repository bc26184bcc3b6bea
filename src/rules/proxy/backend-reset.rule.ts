import { loggedText } from '../../probes/logs/requests.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { backendResets, backendsOf, isFcgi } from '../../probes/proxy/codes.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

export const backendReset = messageRule({
  id: 'backend-reset',
  title: 'A backend closes connections before it has answered',
  kind: 'problem',
  answers: ['workers'],
  over: [answeredSince, quietSince],
  severity: 'warning',
  cause:
    'The backend closed the connection ((104), (20014) or (70014) with AH01102, AH01110 or AH01084): it crashed or restarted mid-request, or it closes kept-alive connections sooner than Apache reuses them.',
  remedy:
    'Compare with the backend’s log. For the keep-alive race let the backend keep connections longer than Apache does, or set ttl or disablereuse on the ProxyPass; for truncated answers look for crashes there.',
  explains: ['error-rate-high', 'site-failing'],
  select: (logs) => backendResets(logs).filter((entry) => !isFcgi(entry)),
  describe(entries) {
    const backends = backendsOf(entries);
    return {
      summary: `The backend ${backends.join(', ') || 'behind the proxy'} closed the connection before it had answered, ${loggedText(entries)}.`,
      facts: { backends, backend: backends[0], ...errorOf(entries) },
    };
  },
});
