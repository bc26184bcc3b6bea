import { describe, expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import type { Finding } from '../../model/finding.ts';
import { collected } from '../../model/outcome.ts';
import type { Rule } from '../../model/rule.ts';
import { readErrorLog } from '../../probes/logs/error-log.ts';
import { clientAborted } from '../traffic/client-aborted.rule.ts';
import { clientDenied } from '../traffic/client-denied.rule.ts';
import { probeTraffic } from '../traffic/probe-traffic.rule.ts';
import { backendDown } from './backend-down.rule.ts';
import { backendReset } from './backend-reset.rule.ts';
import { backendTimeout } from './backend-timeout.rule.ts';
import { balancerNoWorkers } from './balancer-no-workers.rule.ts';
import { cgiPrematureEnd } from './cgi-premature-end.rule.ts';
import { fcgiBackendDown } from './fcgi-backend-down.rule.ts';
import { fcgiBackendTimeout } from './fcgi-backend-timeout.rule.ts';
import { fcgiScriptUnknown } from './fcgi-script-unknown.rule.ts';
import { modjkWorkerError } from './modjk-worker-error.rule.ts';
import { phpFatal } from './php-fatal.rule.ts';

const rules: readonly Rule[] = [
  backendDown,
  backendReset,
  backendTimeout,
  balancerNoWorkers,
  cgiPrematureEnd,
  clientAborted,
  clientDenied,
  fcgiBackendDown,
  fcgiBackendTimeout,
  fcgiScriptUnknown,
  modjkWorkerError,
  phpFatal,
  probeTraffic,
];

function judge(text: string): readonly Finding[] {
  const outcomes = withDerived(new Map([['error-log', collected(readErrorLog(text, {}))]]), {});
  return rules.flatMap((rule) => {
    const verdict = rule.judge(outcomes, {});
    return verdict.verdict === 'finding' ? [verdict.finding] : [];
  });
}

const at = '[Sat Nov 21 11:05:06.123456 2026]';

describe('what an error log says about backends', () => {
  it.each([
    [
      'backend-down',
      `${at} [proxy:error] [pid 182:tid 182] (111)Connection refused: AH00957: HTTP: attempt to connect to 127.0.0.1:8080 (127.0.0.1:8080) failed
${at} [proxy_http:error] [pid 182:tid 182] [client 203.0.113.7:41000] AH01114: HTTP: failed to make connection to backend: 127.0.0.1
${at} [proxy:error] [pid 182:tid 182] AH00959: ap_proxy_connect_backend disabling worker for (127.0.0.1:8080) for 60s`,
      { backend: '127.0.0.1:8080', errno: 111, count: 1 },
    ],
    [
      'backend-timeout',
      `${at} [proxy_http:error] [pid 1:tid 2] (70007)The timeout specified has expired: [client 203.0.113.7:41000] AH01102: error reading status line from remote server 127.0.0.1:8080`,
      { backend: '127.0.0.1:8080', errno: 70_007 },
    ],
    [
      'backend-reset',
      `${at} [proxy_http:error] [pid 1:tid 2] (20014)Internal error (specific information not available): [client 203.0.113.7:41000] AH01102: error reading status line from remote server 127.0.0.1:8080`,
      { backend: '127.0.0.1:8080', errno: 20_014 },
    ],
    [
      'fcgi-backend-down',
      `${at} [proxy:error] [pid 1:tid 2] (2)No such file or directory: AH02454: FCGI: attempt to connect to Unix domain socket /run/php/php8.2-fpm.sock (localhost:8000) failed
${at} [proxy_fcgi:error] [pid 1:tid 2] [client 203.0.113.7:41000] AH01079: failed to make connection to backend: httpd-UDS`,
      { backend: '/run/php/php8.2-fpm.sock', errno: 2, count: 1 },
    ],
    [
      'fcgi-backend-timeout',
      `${at} [proxy_fcgi:error] [pid 1:tid 2] (70007)The timeout specified has expired: [client 203.0.113.7:41000] AH01075: Error dispatching request to : (polling)`,
      { errno: 70_007 },
    ],
    [
      'fcgi-script-unknown',
      `${at} [proxy_fcgi:error] [pid 1:tid 2] [client 203.0.113.7:41000] AH01071: Got error 'Primary script unknown'`,
      { count: 1 },
    ],
    [
      'php-fatal',
      `${at} [proxy_fcgi:error] [pid 1:tid 2] [client 203.0.113.7:41000] AH01071: Got error 'PHP message: PHP Fatal error:  Uncaught Error: Call to undefined function foo() in /var/www/html/x.php:3\\nStack trace'`,
      { file: '/var/www/html/x.php', line: 3 },
    ],
    [
      'php-fatal',
      `${at} [php:error] [pid 1] [client 203.0.113.7:41000] PHP Fatal error:  Uncaught Error: boom in /var/www/html/y.php:7`,
      { file: '/var/www/html/y.php', line: 7 },
    ],
    [
      'balancer-no-workers',
      `${at} [proxy_balancer:error] [pid 1:tid 2] [client 203.0.113.7:41000] AH01167: balancer://app: All workers are in error state for route (null)`,
      { balancer: 'balancer://app' },
    ],
    [
      'cgi-premature-end',
      `${at} [cgi:error] [pid 1:tid 2] [client 203.0.113.7:41000] End of script output before headers: hello.cgi`,
      { script: 'hello.cgi' },
    ],
    [
      'client-denied',
      `${at} [authz_core:error] [pid 1:tid 2] [client 203.0.113.7:41000] AH01630: client denied by server configuration: /var/www/private`,
      { count: 1, addresses: ['203.0.113.7'] },
    ],
    [
      'probe-traffic',
      `${at} [core:error] [pid 1:tid 2] [client 2001:db8::7:41000] AH10244: invalid URI path (/cgi-bin/.%2e/bin/sh)`,
      { count: 1, addresses: ['2001:db8::7'] },
    ],
  ])('%s', (id, text, facts) => {
    const [finding, ...others] = judge(text);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id, facts });
    for (const one of finding?.evidence ?? []) expect(text).toContain(one.kind === 'quote' ? one.text : '');
  });

  it('finds nothing in what a client wrote', () => {
    const hostile = `${at} [core:error] [pid 1:tid 2] [client 203.0.113.7:41000] AH00128: File does not exist: /var/www/AH00957: HTTP: attempt to connect to 10.0.0.1:80 (evil) failed PHP Fatal error:  x in /etc/passwd:1
${at} [php:notice] [pid 1] [client 203.0.113.7:41000] PHP Fatal error:  said the user in /etc/passwd:1`;
    expect(judge(hostile)).toEqual([]);
  });
});
