import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unrecognised } from '../../model/source.ts';
import { parseProcesses } from './parse.ts';

const aux = `root       182  0.0  0.0  13012  7548 ?        Ss   07:26   0:00 /usr/sbin/apache2 -k start
www-data   183  0.0  0.0 464112  6824 ?        Sl   07:26   0:00 /usr/sbin/apache2 -k start
www-data   191  0.0  0.0 464112  6828 ?        Sl   07:26   0:00 /usr/sbin/apache2 -k start
root       999  0.0  0.0   6332  2060 pts/0    S+   07:30   0:00 grep apache2`;

const ef = `UID          PID    PPID  C STIME TTY          TIME CMD
root           1       0  0 Nov20 ?        00:00:11 /sbin/init
apache      2101    2100  0 07:26 ?        00:00:00 /usr/sbin/httpd -DFOREGROUND
root        2100       1  0 07:26 ?        00:00:00 /usr/sbin/httpd -DFOREGROUND
apache      2200       1  0 Nov19 ?        00:00:00 /usr/sbin/httpd -k start
root        2105    2100  0 07:26 ?        00:00:00 /usr/sbin/rotatelogs /var/log/httpd/access 86400`;

const tree = `USER         PID    PPID     ELAPSED NLWP COMMAND
root         182       1  1-02:03:04    1 /usr/sbin/apache2 -k start
www-data     183     182       10:00    7  \\_ /usr/sbin/apache2 -k start
www-data     184     182          05    7  \\_ [apache2] <defunct>`;

describe('a pasted process listing', () => {
  it.each([
    ['with its header', `USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${aux}`],
    ['filtered by grep', aux],
    ['with a shell prompt and Windows line ends', `$ ps aux | grep apache2\r\n${aux.replaceAll('\n', '\r\n')}`],
  ])('of ps aux %s gives sizes, and the parent by its user', (_name, text) => {
    const facts = parseProcesses(text, {});
    expect(facts.processes.map(({ pid, rssKiB }) => [pid, rssKiB])).toEqual([
      [182, 7548],
      [183, 6824],
      [191, 6828],
    ]);
    expect(facts.parents).toMatchObject([{ pid: 182, role: 'server' }]);
    expect(facts.related).toBe(false);
  });

  it('of ps -ef tells workers, orphans and log pipes apart', () => {
    const facts = parseProcesses(ef, {});
    expect(facts.parents).toMatchObject([
      { pid: 2100, role: 'server', children: [2101] },
      { pid: 2200, role: 'orphan' },
    ]);
    expect(facts.helpers).toMatchObject([{ pid: 2105, ppid: 2100, comm: 'rotatelogs' }]);
    expect(facts.complete).toBe(true);
  });

  it('reads elapsed times, tree art and zombies', () => {
    const facts = parseProcesses(tree, {});
    expect(facts.processes).toMatchObject([
      { pid: 182, ageSeconds: 93_784, threads: 1 },
      { pid: 183, ageSeconds: 600, threads: 7 },
      { pid: 184, state: 'Z' },
    ]);
  });

  it('takes field 8 for memory only under its header', () => {
    const without = `F S   UID     PID    PPID  C PRI  NI ADDR SZ WCHAN  TTY          TIME CMD
5 S     0     182       1  0  80   0 -  3253 poll_s ?        00:00:00 apache2`;
    expect(parseProcesses(without, {}).processes[0]?.rssKiB).toBeUndefined();
  });

  it('is not a proof of a stopped server when it lists only what was asked for', () => {
    expect(
      parseProcesses('S   UID     PID    PPID  C PRI  NI   RSS    SZ WCHAN  TTY          TIME CMD\n', {}),
    ).toMatchObject({
      complete: false,
      processes: [],
    });
  });

  it('that shows no listing is refused', () => {
    expect(() => parseProcesses('hello\nworld 1 2 3', {})).toThrow(Unrecognised);
  });
});

describe('the host’s own scan', () => {
  const scan = `survey 1
uptime 1000.00
page 4
init systemd
p 182 1 182 S 1 10000 1887 3 2 0 apache2
r 182 1 /system.slice/apache2.service
p 183 182 182 S 27 10100 1706 10 20 33 apache2
p 700 650 700 S 1 10000 1887 3 2 0 httpd
r 700 650 /system.slice/docker-0123456789abcdef.scope
p 800 1 800 S 1 10000 1887 3 2 0 apache2
r 800 1 /system.slice/system-apache2.slice/apache2@shop.service
p 900 1 900 S 1 10000 1887 3 2 0 apache2
r 900 1 /user.slice/user-0.slice/session-1.scope
seen 5
c 182 /usr/sbin/apache2	-k	start	
== helper
process 182 ppid 1 uid 0 threads 1 fds 11 rss 7548 pss 3000 private 1000 swap 0 deleted 0 exe-deleted no exe /usr/sbin/apache2
process 183 ppid 182 uid 33 threads 27 fds 19 rss 6824 pss 2100 private 900 swap 4 deleted 1 exe-deleted no exe /usr/sbin/apache2
mapped 183 /usr/lib/apache2/modules/mod_ssl.so
processes 2
`;

  it('says whose each parent is', () => {
    expect(parseProcesses(scan, {}).parents.map(({ pid, role }) => [pid, role])).toEqual([
      [182, 'server'],
      [700, 'contained'],
      [800, 'sibling'],
      [900, 'stray'],
    ]);
  });

  it('adds what only root can read', () => {
    const facts = parseProcesses(scan, {});
    expect(facts.processes[1]).toMatchObject({
      pssKiB: 2100,
      privateKiB: 900,
      swapKiB: 4,
      fds: 19,
      exe: '/usr/sbin/apache2',
    });
    expect(facts.replaced).toEqual([
      { pid: 183, path: '/usr/lib/apache2/modules/mod_ssl.so', line: 'mapped 183 /usr/lib/apache2/modules/mod_ssl.so' },
    ]);
  });

  it('is refused where /proc hides other users', () => {
    expect(() => parseProcesses('survey 1\nuptime 3.0\ninit \nseen 0\n', {})).toThrow(/only our own/);
  });

  it('throws nothing but Unrecognised on damaged text, and quotes only what is there', () => {
    const whole = fc.constantFrom(scan, aux, ef, tree);
    fc.assert(
      fc.property(whole, fc.nat(900), fc.string(), fc.nat(40), (text, at, junk, gone) => {
        const damaged = text.slice(0, at) + junk + text.slice(at + gone);
        try {
          for (const { line } of parseProcesses(damaged, {}).processes) expect(damaged).toContain(line);
        } catch (error) {
          if (!(error instanceof Unrecognised)) throw error;
        }
      }),
    );
  });
});
