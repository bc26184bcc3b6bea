import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { installed } from '../../../test/support/debian.ts';
import { directiveSettings } from '../../model/directives.ts';
import { readSetting } from '../../runbooks/changes/edits/settings.ts';
import { hostEditor } from './oncall-change.ts';

const programs = await installed('dash', 'bash', 'busybox', 'setpriv');
/** Shells that a host's /bin/sh may be. */
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '']) => programs.has(program));

/** Exit codes: refused as asked, and something that matters cannot be seen. */
const REFUSED = 64;
const UNSEEN = 69;
const PROTECTED = 74;

function call(args: readonly string[], shell: readonly string[] = shells[0] ?? []): { exit: number; said: string } {
  const [program = '', ...options] = shell;
  const { status, stdout, stderr } = spawnSync(program, [...options, '-c', hostEditor, 'oncall-change', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { exit: status ?? -1, said: stdout + stderr };
}

const file = '/etc/apache2/mods-available/mpm_event.conf';
const id = '0123456789abcdef';
const result = 'a'.repeat(64);
const good = 'own:KeepAliveTimeout=3';

/** What one change must never look like. */
const hostileOps = [
  '',
  ' ',
  'own:',
  'own:=',
  'own:KeepAlive',
  'own:KeepAlive=',
  'own:KeepAlive=off',
  'own:KeepAlive=On%20Off',
  'own:KeepAlive=On\nLoadModule=x',
  'own:KeepAlive=On;id',
  'own:KeepAlive=$(id)',
  'own:KeepAlive=`id`',
  'own:KeepAlive=On Off',
  'own:KeepAlive=On%0aLoadModule',
  'own:KeepAlive=On%',
  'own:Timeout=0',
  'own:Timeout=3601',
  'own:Timeout=-1',
  'own:Timeout=007',
  'own:Timeout=99999999999999999999',
  'own:Timeout=1e3',
  'own:Timeout=١',
  `own:Timeout=${'1'.repeat(600)}`,
  'own:LoadModule=x_module%20/tmp/x.so',
  'own:CustomLog=/etc/cron.d/x%20combined',
  'own:ErrorLog=/etc/passwd',
  'own:CoreDumpDirectory=/etc',
  'own:User=root',
  'own:Include=/tmp/x.conf',
  'own:SetEnv=LD_PRELOAD%20/tmp/x.so',
  'own:PidFile=/etc/shadow',
  'own:ServerTokens=Prod%20/tmp/x',
  'own:RequestReadTimeout=header=20%20%20body=20',
  'own:RequestReadTimeout=header=20|body=20',
  'own:.*=1',
  'own:Time.ut=1',
  'own:Timeout:x=1',
  `set:${file}:13`,
  `set:${file}:MaxRequestWorkers=1`,
  `set:${file}:0:MaxRequestWorkers=1`,
  `set:${file}:-1:MaxRequestWorkers=1`,
  `set:${file}:1,3:MaxRequestWorkers=1`,
  `set:${file}:1;w/etc/x:MaxRequestWorkers=1`,
  `set:${file}:1000000:MaxRequestWorkers=1`,
  `set:${file}:13:LoadModule=x_module`,
  'set:/etc/apache2/../passwd:1:Timeout=1',
  'set:/etc/apache2/./apache2.conf:1:Timeout=1',
  'set:/etc/apache2//apache2.conf:1:Timeout=1',
  'set:/etc/apache2/:1:Timeout=1',
  'set:/etc/apache2/..:1:Timeout=1',
  'set:/etc/passwd:1:Timeout=1',
  'set:/etc/apache2x/a.conf:1:Timeout=1',
  'set:etc/apache2/apache2.conf:1:Timeout=1',
  'set:-rf:1:Timeout=1',
  'set::1:Timeout=1',
  `set:/etc/apache2/${'a'.repeat(300)}:1:Timeout=1`,
  'add:/etc/shadow:1:Timeout=1',
  'set:/etc/apache2/a*.conf:1:Timeout=1',
  'set:/etc/apache2/a%20b.conf:1:Timeout=1',
  'module:off:../../x',
  'module:off:mpm_event',
  'module:off:authz_core',
  'module:off:authz_host',
  'module:off:ssl',
  'module:off:php8',
  'module:off:proxy_fcgi',
  'module:off:rewrite',
  'module:off:headers',
  'module:off:reqtimeout',
  'module:off:suexec',
  'own:KeepAlive=On own:Timeout=5',
  'module:off:so',
  'module:off:unixd',
  'module:off:log_config',
  'module:off:systemd',
  'module:off:Status',
  'module:off:',
  'module:off:-x',
  `module:off:${'a'.repeat(41)}`,
  'module:on:lab',
  'module:on:cgi',
  'module:status',
  'mpm:itk',
  'mpm:',
  'mpm:event:x',
  'core-dumps:/tmp',
  'core-dumps:',
  'status-page:x',
  '--help',
  '-n',
];

const protectedUnits = [
  'apache2.service',
  'httpd.service',
  'httpd@a.service',
  'httpd24-httpd.service',
  'ssh.service',
  'sshd.service',
  'ssh.socket',
  'systemd-journald.service',
  'dbus.service',
  'docker.service',
  'containerd.service',
  'networking.service',
  'NetworkManager.service',
  'user@1000.service',
];

describe.each(shells)('the helper under %s', (...shell) => {
  it('is valid', () => {
    const [program = '', ...options] = shell;
    const { status, stderr } = spawnSync(program, [...options, '-n'], { input: hostEditor, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('refuses every hostile change, in every place, and says why in one line', () => {
    const wrong = hostileOps.filter((op) => {
      const { exit, said } = call(['preview', good, op], shell);
      return exit !== REFUSED || said.trim().split('\n').length !== 1;
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    [[]],
    [['shell']],
    [['preview']],
    [['preview', ...Array.from({ length: 41 }, () => good)]],
    [['preview', 'status-page', 'status-page']],
    [['preview', 'mpm:event', 'mpm:worker']],
    [['preview', 'core-dumps:on', good, 'core-dumps:off']],
    [['apply', id, result]],
    [['apply', id.toUpperCase(), result, good]],
    [['apply', '../../../../etc', result, good]],
    [['apply', `${id}0`, result, good]],
    [['apply', id, 'A'.repeat(64), good]],
    [['apply', id, `${result}\n${result}`, good]],
    [['apply', id, result, 'own:User=root']],
    [['restore']],
    [['restore', '..']],
    [['restore', `${id}\n${id}`]],
    [['restore', id, id]],
    [['restore', '*']],
    [['history', 'x']],
    [['release-port', '80']],
    [['release-port', '0', 'nginx.service']],
    [['release-port', '65536', 'nginx.service']],
    [['release-port', '080', 'nginx.service']],
    [['release-port', '80', 'nginx']],
    [['release-port', '80', 'nginx.service ssh.service']],
    [['release-port', '80', 'nginx.service\nssh.service']],
    [['release-port', '80', '-H.service']],
    [['release-port', '80', '*.service']],
    [['release-port', '80', 'multi-user.target']],
    [['release-port', '80', `${'a'.repeat(101)}.service`]],
    [['semaphores']],
    [['semaphores', '-1']],
    [['semaphores', '1 2']],
    [['semaphores', 'all']],
    [['semaphores', '2147483648']],
    [['semaphores', ...Array.from({ length: 65 }, (_, index) => String(index))]],
  ])('refuses %j', (args) => {
    expect(call(args, shell).exit).toBe(REFUSED);
  });

  it.each(protectedUnits)('never stops %s', (unit) => {
    expect(call(['release-port', '80', unit], shell).exit).toBe(PROTECTED);
  });
});

describe('the table of directives', () => {
  const values = [
    '0',
    '1',
    '3601',
    '8190',
    '200001',
    '2147483648',
    'On',
    'off',
    'Prod',
    '2.5',
    '0.0',
    'body=9',
    'header=5 body=9',
  ];

  const all = Object.keys(directiveSettings).flatMap((name) => values.map((value) => ({ name, value })));
  const fits = ({ name, value }: { name: string; value: string }): boolean => {
    const read = readSetting(name, value);
    return read.ok && read.value === value;
  };
  const opOf = ({ name, value }: { name: string; value: string }): string =>
    `own:${name}=${value.replaceAll(' ', '%20')}`;

  it('takes on the host what is taken here', () => {
    const ops = all.filter(fits).map(opOf);
    for (let first = 0; first < ops.length; first += 39) {
      const { said } = call(['apply', id, result, ...ops.slice(first, first + 39), 'own:Nothing=1']);
      expect(said).toBe('Nothing is not a directive that this bot changes\n');
    }
  });

  it('refuses on the host what is refused here', () => {
    const refused = all.filter((pair) => !fits(pair));
    const some = refused.filter(({ name }, index) => refused.findIndex((one) => one.name === name) > index - 4);
    const taken = some
      .map(opOf)
      .filter((op) => !call(['apply', id, result, op]).said.endsWith('does not take this value\n'));
    expect(taken).toEqual([]);
  });

  it('asks for root once everything else is right', () => {
    const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    expect(call(['preview', good, 'status-page'], [...asNobody, ...(shells[0] ?? [])])).toEqual({
      exit: UNSEEN,
      said: 'this needs root\n',
    });
  });
});
