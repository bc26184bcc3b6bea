import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProgram } from '../../lib/program.ts';
import { harmless, readSudo, type SudoUse, sudoText, writerOf } from './sudo.ts';

const prefix = '2026-11-21T13:20:32.459466+0000 web-1 sudo[229]:';
const context = { now: '2026-11-21T14:00:00Z' };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sudo-use-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the section on a host whose journal holds these lines. */
function ask(lines: readonly string[]): string {
  writeFileSync(join(folder, 'lines'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'journalctl'), `#!/bin/sh\ncat '${join(folder, 'lines')}'\n`);
  writeFileSync(join(folder, 'sudo'), '#!/bin/sh\n');
  for (const name of ['journalctl', 'sudo']) chmodSync(join(folder, name), 0o755);
  const prelude = 'has() { command -v "$1" >/dev/null 2>&1; }\nlimited() { shift; "$@"; }\n';
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', prelude + loadProgram(import.meta.dirname, 'sudo-use.sh'), 'sh', harmless],
    {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C' },
    },
  );
  return `${stdout}${stderr}`;
}

describe('uses of sudo', () => {
  it.each([
    [
      'admin : TTY=pts/0 ; PWD=/home/admin ; USER=root ; COMMAND=/usr/bin/systemctl restart apache2',
      'admin ran /usr/bin/systemctl restart apache2 through sudo',
    ],
    ['admin : PWD=/ ; USER=www-data ; COMMAND=/bin/sh -c echo hunter2', 'admin ran /bin/sh … as www-data through sudo'],
    [
      'admin : PWD=/ ; USER=root ; ENV=PGPASSWORD=hunter2 ; COMMAND=/usr/bin/vim /etc/apache2/apache2.conf',
      'admin ran /usr/bin/vim /etc/apache2/apache2.conf through sudo',
    ],
    ['admin : PWD=/ ; USER=root ; COMMAND=/usr/bin/mysql -phunter2', 'admin ran /usr/bin/mysql … through sudo'],
    [
      'admin : PWD=/ ; USER=root ; COMMAND=/usr/bin/apt-get -o Proxy=http://me:hunter2@h install x',
      'admin ran /usr/bin/apt-get -o … install x through sudo',
    ],
    [
      'eve : command not allowed ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/bash',
      'sudo refused eve /bin/bash (command not allowed)',
    ],
    [
      'eve : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id hunter2',
      'sudo refused eve /usr/bin/id … (3 incorrect password attempts)',
    ],
  ])('%s', (said, text) => {
    const answer = ask([
      `${prefix}    ${said}`,
      `${prefix} pam_unix(sudo:session): session opened for user root(uid=0) by (uid=1000)`,
    ]);

    expect(answer).not.toContain('hunter2');
    expect(readSudo(answer, context).uses.map(sudoText)).toEqual([text]);
  });

  it('quote what the host sent', () => {
    const answer = ask([`${prefix} admin : PWD=/ ; USER=root ; COMMAND=/usr/bin/id`]);

    for (const { line } of readSudo(answer, context).uses) expect(answer).toContain(line);
  });

  it('of the account that looks are counted, unless they change something', () => {
    const line = (command: string): string => `${prefix} oncall : USER=root ; COMMAND=${command}`;
    const facts = readSudo(
      [
        '== me oncall',
        '== journal',
        line('/usr/bin/tail -c 9 /x'),
        line('/usr/sbin/apachectl -t -D DUMP_INCLUDES'),
        line('/usr/bin/systemctl reload apache2'),
      ].join('\n'),
      context,
    );

    expect(facts).toMatchObject({ ownLooks: 2, uses: [{ command: '/usr/bin/systemctl reload apache2' }] });
  });

  it('of the day before yesterday are not recent', () => {
    const text = `== file /var/log/auth.log\nNov 19 10:00:00 web-1 sudo: admin : USER=root ; COMMAND=/usr/bin/id\n`;

    expect(readSudo(text, { ...context, zoneMinutes: 0 }).uses).toEqual([]);
  });

  it.each([
    ['== me x\n== blind journal\n== blind /var/log/auth.log\n', 'not-permitted'],
    ['== me x\n', 'not-installed'],
  ])('are not known from %j', (text, reason) => {
    expect(() => readSudo(text, context)).toThrow(expect.objectContaining({ reason }) as Error);
  });

  it('are none where there is no sudo', () => {
    expect(readSudo('== me x\n== none\n', context)).toEqual({ origin: 'none', uses: [], ownLooks: 0 });
  });
});

describe('writerOf', () => {
  const path = '/etc/apache2/apache2.conf';
  const at = '2026-11-21T13:30:00Z';
  const use = (command: string, more: Partial<SudoUse> = {}): SudoUse => ({
    at: '2026-11-21T13:20:00Z',
    user: 'admin',
    as: 'root',
    command,
    line: command,
    ...more,
  });

  it.each([
    [use(`/usr/bin/vim ${path}`), true],
    [use(`/usr/bin/cat ${path}`), false],
    [use('/usr/bin/vim /etc/fstab'), false],
    [use(`/usr/bin/vim ${path}`, { refused: 'command not allowed' }), false],
    [use(`/usr/bin/vim ${path}`, { at: '2026-11-21T13:40:00Z' }), false],
    [use(`/usr/bin/vim ${path}`, { at: '2026-11-21T11:40:00Z' }), false],
  ])('takes %j for the one who wrote it: %s', (one, is) => {
    expect(writerOf([one], path, at) !== undefined).toBe(is);
  });

  it('knows what a2ensite links', () => {
    const one = use('/usr/sbin/a2ensite shop', { at: '2026-11-21T13:29:58Z' });

    expect(writerOf([one], '/etc/apache2/sites-enabled/shop.conf', at)).toBe(one);
  });
});
