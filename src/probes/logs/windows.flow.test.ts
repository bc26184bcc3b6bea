import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installed } from '../../../test/support/debian.ts';
import { loadProgram } from '../../lib/program.ts';
import { serverMessages } from './server-messages.ts';

const load = (file: string): string => loadProgram(import.meta.dirname, file);
const programs = await installed('dash', 'busybox');
const shells = [['dash'], ['busybox', 'sh']].filter(([program = '']) => programs.has(program));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'windows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(shell: readonly string[], program: string, args: readonly string[], input = ''): string {
  const [name = 'sh', ...first] = shell;
  const { stdout, stderr } = spawnSync(name, [...first, '-c', program, 'sh', ...args], {
    input,
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 64_000_000,
  });
  return stdout + stderr;
}

const stamp = '[Sat Nov 21 13:25:09.750708 2026]';
const client = '[pid 365:tid 373] [client 192.0.2.7:40000]';

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('the search of a log, under %s', (_, shell) => {
  const scan = (text: string, few = 8, bytes = 600_000): string[] =>
    run(shell, `${load('scan.sh')}scan "$1" 40 ${few} ${bytes}`, [serverMessages], text).split('\n');

  it.each<[string, string]>([
    ['of another code', `${stamp} [proxy:error] [pid 1:tid 1] (111)Connection refused: AH00957: http: x`],
    ['of another module without a code', `${stamp} [payments:emerg] [pid 1:tid 1] PAY0007: the ledger is closed`],
    ['of the same code with another text', `${stamp} [core:error] ${client} AH00037: Options forbid this for /x`],
    ['behind a carriage return', `${stamp} [proxy:error] [pid 1:tid 1] AH01114: HTTP: failed to make x\r`],
    ['without a level', '2026-11-21 13:25:09 web AH01114: HTTP: failed to make connection to backend: 10.0.0.9'],
    ['with the level in another place', '2026-11-21T13:25:09 shop error/proxy pid=9 tid=9 something broke'],
  ])('keeps one line %s among many that say the same', (_what, rare) => {
    const noise = Array.from(
      { length: 3_000 },
      (_one, index) => `${stamp} [core:error] ${client} AH00037: Symbolic link not allowed: /var/www/f${index}.ico`,
    );
    const found = scan([...noise.slice(0, 500), rare, ...noise.slice(500)].join('\n'));

    expect(found).toContain(rare);
    expect(found).toContain(noise[0]);
    expect(found).toContain(noise.at(-1));
    expect(found.filter((one) => one.includes('Symbolic link'))).toHaveLength(17);
    expect(found).toContain('== left 2984 AH00037 Symbolic link not allowed: ');
    expect(found).toContain('== dropped 2984');
  });

  it('keeps errors of backends at different addresses, and of different error numbers, apart', () => {
    const line = (errno: string, address: string): string =>
      `${stamp} [proxy:error] [pid 1:tid 1] (${errno})Refused: AH00957: http: attempt to connect to ${address}:80 (be) failed`;
    const found = scan(
      [
        line('113', '10.0.0.5'),
        line('111', '10.0.0.6'),
        ...Array.from({ length: 900 }, () => line('111', '10.0.0.5')),
      ].join('\n'),
    );

    expect(found).toEqual(expect.arrayContaining([line('113', '10.0.0.5'), line('111', '10.0.0.6')]));
  });

  it('is not disturbed by zeros, bytes that are no text, a line of 1 MB and a missing last line end', () => {
    const error = `${stamp} [proxy:error] [pid 1:tid 1] AH01114: HTTP: failed to make connection to backend: b`;
    const binary = Array.from({ length: 60_000 }, (_one, index) => String.fromCharCode((index * 7919) % 256)).join('');
    const found = scan(`${error}\n${'\0'.repeat(10_000)}\n${binary}\n${'x'.repeat(1_000_000)}\n${error}2`);

    expect(found).toEqual(expect.arrayContaining([error, `${error}2`]));
  });

  it('takes fewer of each kind where there are many kinds, and leaves none out', () => {
    const names = Array.from({ length: 120 }, (_one, index) =>
      String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26)),
    );
    const lines = names.flatMap((name) =>
      Array.from(
        { length: 20 },
        () => `${stamp} [${name}:error] [pid 1:tid 1] module ${name} is out of order ${'y'.repeat(80)}`,
      ),
    );
    const found = scan(lines.join('\n'), 8, 50_000).filter((one) => one.startsWith('['));

    expect(new Set(found)).toHaveLength(120);
    expect(found.join('\n').length).toBeLessThan(60_000);
  });

  it('lets no line of a log look like a mark', () => {
    expect(scan(`${stamp} [x:error] [pid 1] bad\n== tail`)).not.toContain('== tail');
  });
});

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('where a log is, under %s', (_, shell) => {
  const target = (value: string): string =>
    run(shell, `${load('log-target.sh')}log_target "$1" /etc/httpd apache2`, [value]).trim();

  it.each([
    ['/var/log/a.log', 'file /var/log/a.log'],
    ['logs/error_log', 'file /etc/httpd/logs/error_log'],
    ['syslog', 'journal apache2'],
    ['syslog:local7', 'journal apache2'],
    ['syslog:local7:shop', 'journal shop'],
    ['|/usr/bin/tee -a /srv/t.log', 'file /srv/t.log'],
    ['|$/usr/bin/logger -t shop -p local1.err', 'journal shop'],
    ['||/bin/sh -c "exec cat >> /srv/a.log"', 'file /srv/a.log'],
    ['|/opt/vector/bin/vector --config /x', 'nowhere'],
    ['/dev/stderr', 'nowhere'],
  ])('reads %s', (value, expected) => {
    expect(target(value)).toBe(expected);
  });

  it('finds the file that a rotating program writes now, in a folder with a date too', () => {
    for (const month of ['11', '12']) {
      mkdirSync(join(folder, '2026', month), { recursive: true });
      writeFileSync(join(folder, '2026', month, 'e.log'), month);
    }
    utimesSync(join(folder, '2026/11/e.log'), 1_795_000_000, 1_795_000_000);

    expect(target(`|/usr/bin/rotatelogs -l -n 3 ${folder}/%Y/%m/e.log 86400`)).toBe(`file ${folder}/2026/12/e.log`);
    expect(target(`|/usr/sbin/cronolog --symlink=${folder}/now ${folder}/%Y/%m/e.log`)).toBe('nowhere');
  });
});

describe('what a server holds open', () => {
  const held = (lines: string): string => run(['sh'], `${load('open-log.sh')}held_log 520`, [], lines).trim();

  it.each([
    [
      'its own file',
      'file 520 10 5 1 /var/log/access.log\nfile 520 2 5 1 /var/log/my error.log',
      'file /var/log/my error.log',
    ],
    ['one that was deleted', 'gone 520 2 5 1 /var/log/error.log', 'gone /var/log/error.log'],
    [
      'the file of the program at the other end of its pipe',
      'pipe 520 2 pipe:[7]\npipe 521 0 pipe:[8]\nfile 521 3 5 1 /srv/other\npipe 522 0 pipe:[7]\nfile 522 3 5 1 /srv/errors',
      'file /srv/errors',
    ],
    ['nothing where it is syslog', 'file 520 10 5 1 /var/log/access.log', ''],
    ['nothing of another server', 'file 9 2 5 1 /var/log/error.log', ''],
  ])('is its main log: %s', (_what, lines, expected) => {
    expect(held(`${lines}\nopen-logs 1\n`)).toBe(expected);
  });
});
