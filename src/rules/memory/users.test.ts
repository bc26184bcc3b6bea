import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import { loadProgram } from '../../lib/program.ts';
import { collected } from '../../model/outcome.ts';
import { Unrecognised } from '../../model/source.ts';
import { largestOtherHolder, readMemoryUsers } from '../../probes/memory/users.ts';
import { parseStatus } from '../../probes/workers/parse-status.ts';
import { memoryOvercommitted } from './memory-overcommitted.rule.ts';

const groups = `g /memory/init.scope 2248704 1691648
g /memory/system.slice 700135040 10268672
g /memory/system.slice/apache2.service 6545408 4247552
g /memory/system.slice/mariadb.service 734003200 612368384
g /memory/system.slice/systemd-journald.service 33759232 1142784
g /memory/system.slice/docker\\x2dx.scope 4096 -
`;

describe('who uses the memory', () => {
  it('is told by control group, without page cache and without the slices above', () => {
    const { measuredBy, users } = readMemoryUsers(groups, {});

    expect(measuredBy).toBe('group');
    expect(users.map(({ name, kib }) => [name, kib])).toEqual([
      ['mariadb.service', 598_016],
      ['apache2.service', 4_148],
      ['init.scope', 1_652],
      ['systemd-journald.service', 1_116],
      ['docker-x.scope', 4],
    ]);
  });

  it('is summed by name where groups do not tell, what is shared once', () => {
    const text = 'page 4\np 1000 400 apache2\np 1100 500 apache2\np 90000 300 mysqld\n';

    expect(readMemoryUsers(text, {}).users).toMatchObject([
      { name: 'mysqld', kib: 360_000, processes: 1, apache: false },
      { name: 'apache2', kib: (600 + 600 + 500) * 4, processes: 2, apache: true },
    ]);
  });

  it('is seen on this very machine', () => {
    const { stdout } = spawnSync(
      'sh',
      ['-c', loadProgram(join(import.meta.dirname, '../../probes/memory'), 'memory-users.sh')],
      { encoding: 'utf8' },
    );

    expect(readMemoryUsers(stdout, {}).users.length).toBeGreaterThan(0);
  });

  it('is refused where nothing was readable, and never fails otherwise', () => {
    expect(() => readMemoryUsers('page 4\n', {})).toThrow(Unrecognised);
    fc.assert(
      fc.property(fc.nat(groups.length), fc.string({ unit: 'binary', maxLength: 30 }), (at, junk) => {
        try {
          for (const { kib } of readMemoryUsers(groups.slice(0, at) + junk + groups.slice(at), {}).users)
            expect(Number.isFinite(kib)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Unrecognised);
        }
      }),
    );
  });
});

describe('largestOtherHolder', () => {
  const holder = (name: string, kib: number, apache = false) => ({ name, kib, apache });

  it.each([
    [[holder('mysqld', 900), holder('apache2', 100, true)], 'mysqld'],
    [[holder('mysqld', 900), holder('apache2', 500, true), holder('httpd', 500, true)], undefined],
    [[holder('mysqld', 140), holder('apache2', 100, true)], undefined],
    [[holder('mysqld', 900)], 'mysqld'],
    [Array.from({ length: 10 }, (_, index) => holder(`s${index}`, 100)), undefined],
    [[], undefined],
  ])('of %j is %s', (holders, name) => {
    expect(largestOtherHolder(holders)?.holder.name).toBe(name);
  });
});

describe('memory that is overcommitted', () => {
  const mib = 1024;
  const page = parseStatus('ServerMPM: prefork\nBusyWorkers: 1\nIdleWorkers: 1\nScoreboard: W_\n');
  const children = [50 * mib, 50 * mib].map((kib, pid) => ({ pid, kib, line: '' }));
  const sizes = {
    measuredBy: 'private',
    children,
    meanKiB: 50 * mib,
    p90KiB: 50 * mib,
    maxKiB: 50 * mib,
    sharedKiB: 0,
    apacheKiB: 100 * mib,
  };
  const known = new Map([
    ['status-page', collected<unknown>(page)],
    ['memory', collected<unknown>(sizes)],
    ['memory-room', collected<unknown>({ totalKiB: 1_000_000, availableKiB: 100_000 })],
  ]);

  it.each([
    [groups, /mariadb\.service holds 584 MiB/, /^Look at mariadb\.service first/],
    ['g /system.slice/apache2.service 900000000 800000000\n', /on this host\.$/, /^Lower MaxRequestWorkers/],
  ])('is not blamed on Apache when another service holds more: %j', (text, summary, advice) => {
    const asked = new Map([...known, ['memory-users', collected<unknown>(readMemoryUsers(text, {}))] as const]);
    const verdict = memoryOvercommitted.judge(withDerived(asked, {}), {});

    expect(verdict).toMatchObject({
      finding: {
        summary: expect.stringMatching(summary) as string,
        remedy: { advice: expect.stringMatching(advice) as string },
      },
    });
  });
});
