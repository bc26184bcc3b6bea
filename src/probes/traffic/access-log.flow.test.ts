import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installed } from '../../../test/support/debian.ts';
import { loadProgram } from '../../lib/program.ts';
import type { AccessFacts } from './facts.ts';
import { parseAccess } from './parse.ts';

const programs = await installed('dash', 'busybox');
const shells = [['dash'], ['busybox', 'sh']].filter(([program = '']) => programs.has(program));
const program = `as_root() { return 1; }\n${loadProgram(import.meta.dirname, 'access-log.sh')}`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'access-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function line(status: number, path: string, index: number): string {
  const time = new Date(Date.UTC(2026, 10, 21, 7, 0, Math.floor(index / 50))).toISOString().slice(11, 19);
  return `192.0.2.7 - - [21/Nov/2026:${time} +0000] "GET ${path}${index} HTTP/1.1" ${status} 196 "-" "x"`;
}

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('the access log, under %s', (_, shell) => {
  const read = (log: string): AccessFacts => {
    const [name = 'sh', ...first] = shell;
    const { stdout } = spawnSync(name, [...first, '-c', program, 'sh', log, '200', folder, 'apache2'], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    return parseAccess(stdout);
  };

  it('counts failures before a flood of 4xx in their share of the others, and says what was passed over', () => {
    const some = Array.from({ length: 400 }, (_one, index) => line(index % 4 === 0 ? 503 : 200, '/shop/', index));
    const flood = Array.from({ length: 900 }, (_one, index) => line(404, '/.env', 400 + index));
    writeFileSync(join(folder, 'access.log'), [...some, ...flood].join('\n'));
    const facts = read(join(folder, 'access.log'));

    expect(facts.statuses).toEqual({ 200: 150, 404: 200, 503: 50 });
    expect(facts.before).toEqual({ lines: 1100, passed: 900 });
    expect(facts.farings?.find(({ group }) => group === '/shop/')?.bad).toBe(50);
  });

  it('is counted once where it is short', () => {
    writeFileSync(
      join(folder, 'access.log'),
      Array.from({ length: 150 }, (_one, index) => line(200, '/', index)).join('\n'),
    );

    expect(read(join(folder, 'access.log'))).toMatchObject({ statuses: { 200: 150 } });
    expect(read(join(folder, 'access.log')).before).toBeUndefined();
  });

  it('is the one of the configuration where the usual one is missing or empty', () => {
    mkdirSync(join(folder, 'logs'));
    writeFileSync(
      join(folder, 'site.conf'),
      `CustomLog "logs/shop.log" combined\nCustomLog "|/bin/x ${folder}/y" combined\n`,
    );
    writeFileSync(join(folder, 'logs/shop.log'), `${line(200, '/', 1)}\n`);
    writeFileSync(join(folder, 'access.log'), '');

    for (const log of ['access.log', 'nowhere.log'])
      expect(read(join(folder, log))).toMatchObject({ path: join(folder, 'logs/shop.log'), lines: 1 });
  });
});
