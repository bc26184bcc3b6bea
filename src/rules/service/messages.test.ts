import { describe, expect, it } from 'vitest';
import type { FindingId } from '../../model/finding.ts';
import { collected, type Outcome, unavailable } from '../../model/outcome.ts';
import type { Rule } from '../../model/rule.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { parseErrorLog } from '../../probes/logs/parse-log.ts';
import { rules } from '../../rules/index.ts';

const context = { now: '2026-11-21T12:00:00Z', zoneMinutes: 0 };
const notAsked: Outcome<never> = unavailable('not-asked', 'not asked');

function found(id: FindingId, text: string): Record<string, unknown> | undefined {
  const rule: Rule | undefined = rules.find((one) => one.id === id);
  const log: LogFacts = parseErrorLog(text, 'error-log', context);
  const verdict = rule?.judge((source) => (source.id === 'logs' ? collected(log) : notAsked), context);
  if (verdict?.verdict !== 'finding') return undefined;
  const { summary, severity, facts } = verdict.finding;
  return { summary, severity, ...facts };
}

const system = 'Nov 21 07:10:00 web-1 systemd[1]:';
const unknownAfter = 'A reload was refused; whether the server still runs does not follow from this text.';
const stamp = '[Sat Nov 21 07:10:00.000000 2026]';

describe('rules on messages', () => {
  it.each<[FindingId, string, Record<string, unknown>]>([
    [
      'port-conflict',
      '(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80',
      { port: 80, errno: 98 },
    ],
    ['port-conflict', '(98)Address already in use: make_sock: could not bind to address 0.0.0.0:443', { port: 443 }],
    [
      'bind-permission-denied',
      '(13)Permission denied: AH00072: make_sock: could not bind to address 0.0.0.0:80',
      { errno: 13 },
    ],
    [
      'address-not-local',
      '(99)Cannot assign requested address: AH00072: make_sock: could not bind to address 192.0.2.7:80',
      { address: '192.0.2.7' },
    ],
    [
      'servername-missing',
      "AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using 127.0.1.1. Set the 'ServerName' directive globally to suppress this message",
      { severity: 'notice' },
    ],
    [
      'ineffective-change',
      `${stamp} [mpm_event:warn] [pid 9:tid 9] AH00501: changing ServerLimit to 32 from original value of 16 not allowed during restart`,
      { directive: 'ServerLimit', wanted: 32, value: 16 },
    ],
    [
      'ssl-key-mismatch',
      `${stamp} [ssl:emerg] [pid 9:tid 9] AH02565: Certificate and private key a:443:0 from /c.pem and /k.pem do not match`,
      { paths: ['/c.pem', '/k.pem'] },
    ],
    [
      'key-passphrase',
      `${stamp} [ssl:error] [pid 9:tid 9] AH02578: Init: Unable to read pass phrase [Hint: key introduced or changed before restart?]`,
      { severity: 'critical' },
    ],
    [
      'child-not-exiting',
      `${stamp} [core:error] [pid 9:tid 9] AH00046: child process 77 still did not exit, sending a SIGKILL`,
      { pids: [77] },
    ],
    [
      'http2-prefork',
      `${stamp} [http2:warn] [pid 9] AH10034: The mpm module (prefork.c) is not supported by mod_http2. The mpm determines how things are processed in your server.`,
      { mpm: 'prefork' },
    ],
    [
      'log-open-failed',
      '(24)Too many open files: AH00091: apache2: could not open error log file /var/log/apache2/a.log.',
      { errno: 24, path: '/var/log/apache2/a.log' },
    ],
    [
      'log-dir-missing',
      "(2)No such file or directory: AH02291: Cannot access directory '/var/log/gone/' for main error log",
      { path: '/var/log/gone/' },
    ],
    ['server-exited', `${stamp} [:emerg] [pid 9:tid 9] AH00020: Configuration Failed, exiting`, { pid: 9 }],
    [
      'config-unknown-directive',
      "AH00526: Syntax error on line 3 of /etc/apache2/a.conf:\nInvalid command 'Order', perhaps misspelled or defined by a module not included in the server configuration",
      { module: 'mod_access_compat', line: 3 },
    ],
    ['config-syntax-error', 'AH00543: apache2: bad user name nobody2', { reason: 'apache2: bad user name nobody2' }],
    [
      'mpm-config-adjusted',
      `${stamp} [mpm_event:warn] [pid 9:tid 9] AH00516: WARNING: MaxRequestWorkers of 800 would require 32 servers and`,
      { directive: 'MaxRequestWorkers' },
    ],
    [
      'eol-version',
      '[Thu Dec 04 10:01:02 2014] [notice] Apache/2.2.15 (Unix) configured -- resuming normal operations',
      { version: '2.2.15' },
    ],
    [
      'graceful-restart',
      `${stamp} [mpm_prefork:notice] [pid 9] AH00171: Graceful restart requested, doing restart\n${stamp} [mpm_prefork:notice] [pid 9] AH00163: Apache/2.4.41 configured -- resuming normal operations`,
      { count: 1, pid: 9 },
    ],
    [
      'restarted',
      `${stamp} [mpm_event:notice] [pid 9:tid 9] AH00492: caught SIGWINCH, shutting down gracefully\n${stamp} [mpm_event:notice] [pid 10:tid 10] AH00489: Apache/2.4.71 configured -- resuming normal operations`,
      { restarts: 1, pids: [10] },
    ],
    ['reload-failed', "Action '-k graceful' failed.", { severity: 'warning', summary: unknownAfter }],
    [
      'reload-failed',
      "httpd not running, trying to start\nAction '-k graceful' failed.",
      { summary: 'A reload was refused; no server was running.' },
    ],
    ['start-failed', "Action '-D FOREGROUND' failed.", { severity: 'critical' }],
    ['pid-file-stale', 'httpd (pid 10) already running', { pid: 10, severity: 'warning' }],
    [
      'pid-file-corrupt',
      `${stamp} [core:error] [pid 9:tid 9] AH00058: Error retrieving pid file /run/a.pid`,
      { path: '/run/a.pid' },
    ],
    [
      'main-process-killed',
      `${system} httpd.service: State 'stop-sigterm' timed out. Killing.`,
      { summary: 'systemd killed httpd.service, since it did not end within the time limit of a stop.' },
    ],
    ['parent-crashed', `${system} httpd.service: main process exited, code=killed, status=11/SEGV`, { signal: 11 }],
    ['unit-failed', `${system} Unit httpd.service entered failed state.`, { unit: 'httpd.service' }],
    ['unit-failed', `${system} httpd.service: Failed with result 'timeout'.`, { result: 'timeout' }],
    [
      'start-failed',
      `${system} httpd.service: Failed to load environment files: No such file or directory\n${system} Failed to start The Apache HTTP Server.`,
      { reason: 'systemd could not read an environment file: No such file or directory' },
    ],
    [
      'sandbox-failed',
      `${system} httpd.service: control process exited, code=exited status=226`,
      { step: 'NAMESPACE', status: 226 },
    ],
    ['unit-masked', 'Failed to start httpd.service: Unit httpd.service is masked.', { severity: 'critical' }],
  ])('%s is told by %s', (id, text, facts) => {
    expect(found(id, text)).toMatchObject(facts);
  });

  it.each<[FindingId, string]>([
    [
      'port-conflict',
      `${stamp} [core:error] [pid 9:tid 9] [client 192.0.2.1:1] AH00126: Invalid URI in request (98)Address already in use: AH00072: make_sock: could not bind to address [::]:80`,
    ],
    [
      'config-syntax-error',
      `${stamp} [php:error] [pid 9] [client 192.0.2.1:1] Syntax error on line 3 of /var/www/x.php: unexpected end`,
    ],
    ['config-syntax-error', `${stamp} [core:error] [pid 9:tid 9] AH00058: Error retrieving pid file /run/a.pid`],
    [
      'start-failed',
      `${system} Stopping The Apache HTTP Server...\n${system} apache2.service: Control process exited, code=exited, status=1/FAILURE\n${system} Stopped The Apache HTTP Server.`,
    ],
    [
      'sandbox-failed',
      `${system} apache2.service: Control process exited, code=exited, status=226/NAMESPACE\n${system} Started The Apache HTTP Server.`,
    ],
    ['start-failed', `${stamp} [mpm_event:alert] [pid 9:tid 9] no listening sockets available, shutting down`],
    [
      'mpm-config-adjusted',
      `${stamp} [mpm_event:warn] [pid 9:tid 9] AH00501: changing ServerLimit to 32 from original value of 16 not allowed during restart`,
    ],
    [
      'log-open-failed',
      '(2)No such file or directory: AH00091: apache2: could not open error log file /var/log/gone/a.log.',
    ],
  ])('%s is not told by %s', (id, text) => {
    expect(found(id, text)).toBeUndefined();
  });
});
