import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { readAgain } from '../over/starts.ts';

export const http2Prefork = messageRule({
  id: 'http2-prefork',
  title: 'HTTP/2 is inactive under prefork',
  kind: 'problem',
  answers: ['configtest', 'mpm-settings', 'hardening', 'preflight'],
  over: [readAgain],
  severity: 'warning',
  cause:
    'mod_http2 does not work with the prefork MPM since 2.4.27: it says so at each start (AH10034) and clients get HTTP/1.1.',
  remedy:
    'Harmless for availability. For HTTP/2 move to event, with PHP in PHP-FPM; otherwise disable mod_http2 to silence the warning.',
  select: selectBy(['AH10034'], /^The mpm module \(prefork\.c\) is not supported by mod_http2/),
  describe: () => ({
    summary: 'mod_http2 is loaded under prefork, which it does not support: HTTP/2 is off.',
    facts: { module: 'mod_http2', mpm: 'prefork' },
  }),
});
