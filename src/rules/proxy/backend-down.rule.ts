import { loggedText } from '../../probes/logs/requests.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { backendRefusals, backendsOf, inWords } from '../../probes/proxy/codes.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

export const backendDown = messageRule({
  id: 'backend-down',
  title: 'A backend behind the proxy does not accept connections',
  kind: 'problem',
  answers: ['workers'],
  over: [answeredSince, quietSince],
  severity: 'critical',
  cause:
    'mod_proxy could not connect (AH00957, AH01114) and answers 503; it then takes the worker out of use for `retry` seconds, 60 by default (AH00959, AH00940), so that requests fail even after the backend is back.',
  remedy:
    'Start or fix the backend itself; Apache only reports it. 111 means that nothing listens there, 110 or 113 a network or firewall problem, 13 on SELinux hosts that httpd_can_network_connect is off.',
  explains: ['balancer-no-workers', 'error-rate-high', 'site-failing'],
  select: backendRefusals,
  describe(entries) {
    const backends = backendsOf(entries);
    const reason = errorOf(entries);
    return {
      summary: `Apache cannot connect to its backend ${backends.join(', ') || '(not named)'} (${inWords(reason.errno)}), ${loggedText(entries)}.`,
      facts: { backends, backend: backends[0], ...reason },
    };
  },
});
