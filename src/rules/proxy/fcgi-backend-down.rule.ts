import { times } from '../../lib/counts.ts';
import { loggedText } from '../../probes/logs/requests.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { backendsOf, fcgiRefusals, inWords } from '../../probes/proxy/codes.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

export const fcgiBackendDown = messageRule({
  id: 'fcgi-backend-down',
  title: 'The FastCGI pool does not accept connections',
  kind: 'problem',
  answers: ['workers'],
  over: [answeredSince, quietSince],
  severity: 'critical',
  cause:
    'mod_proxy_fcgi could not connect (AH02454 for a Unix socket, AH00957 for TCP, with AH01079) and answers 503: the pool is not running, its socket is missing or not permitted, or its listen backlog is full.',
  remedy:
    'Look at PHP-FPM: is the service up, does its `listen` match the SetHandler or ProxyPass, may the run user open the socket (listen.owner, listen.mode)? (11) means that all its children are busy: pm.max_children.',
  explains: ['error-rate-high', 'balancer-no-workers', 'site-failing'],
  select: fcgiRefusals,
  describe(entries) {
    const backends = backendsOf(entries);
    const reason = errorOf(entries);
    const full = entries.filter(({ message }) => message.startsWith("mod_fcgid: can't apply process slot")).length;
    if (full === entries.length)
      return {
        summary: `mod_fcgid had no free process for a request, logged ${times(full)}.`,
        cause:
          'mod_fcgid may start no further process: FcgidMaxProcesses or FcgidMaxProcessesPerClass is reached because the running ones are busy or hang, and requests get 503.',
        advice:
          'See what the running FastCGI processes wait for before raising FcgidMaxProcessesPerClass; FcgidBusyTimeout ends those that hang.',
        facts: { backends },
      };
    return {
      summary: `Apache cannot connect to the FastCGI pool ${backends.join(', ') || '(not named)'} (${inWords(reason.errno)}), ${loggedText(entries)}.`,
      facts: { backends, backend: backends[0], ...reason },
    };
  },
});
