import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKernelLog } from '../logs/parse-kernel.ts';
import { readCounters } from './counters.ts';
import { type OomEvent, oomEvents } from './oom.ts';

function events(...lines: readonly string[]): readonly OomEvent[] {
  return oomEvents(parseKernelLog(lines.join('\n'), 'kernel-log', {}).entries);
}

describe('oomEvents', () => {
  it.each([
    [
      'Out of memory: Killed process 812 (mysqld) total-vm:1kB, anon-rss:2kB, file-rss:0kB, shmem-rss:0kB, UID:112 pgtables:1kB oom_score_adj:0',
      812,
      'mysqld',
      'global',
    ],
    [
      'Memory cgroup out of memory: Killed process 9 (php-fpm: pool w) total-vm:1kB, anon-rss:2kB',
      9,
      'php-fpm: pool w',
      'cgroup',
    ],
    ['Killed process 11726, UID 498, (mysqld) total-vm:1kB, anon-rss:2kB', 11_726, 'mysqld', undefined],
    [
      'Killed process 77 (httpd), UID 48, total-vm:1kB, anon-rss:2kB, file-rss:0kB, shmem-rss:0kB',
      77,
      'httpd',
      undefined,
    ],
    ['Killed process 5281 (apache2)', 5281, 'apache2', undefined],
    ['Out of memory (oom_kill_allocating_task): Killed process 4 (httpd) total-vm:1kB', 4, 'httpd', 'global'],
  ])('finds the victim of %s', (line, pid, comm, scope) => {
    const [event] = events(line);

    expect(event?.victims).toMatchObject([{ pid, comm }]);
    expect(event?.scope).toBe(scope);
  });

  it('takes the killed process, not the one with the highest score, for the victim', () => {
    const [event] = events(
      'Out of memory: kill process 1269 (httpd) score 335419 or a child',
      'Killed process 5281 (php-cgi)',
    );

    expect(event?.victims).toEqual([{ pid: 5281, comm: 'php-cgi' }]);
    expect(event?.chosen).toBeUndefined();
  });

  it('keeps the scored process as the likely victim when the kill line is missing', () => {
    expect(events('Out of memory: Kill process 21107 (httpd) score 1000 or sacrifice child')[0]?.chosen).toEqual({
      pid: 21_107,
      comm: 'httpd',
    });
  });

  it.each([
    [
      'CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=apache2,pid=7,uid=33',
      'global',
      undefined,
    ],
    [
      'CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=apache2,pid=7,uid=33',
      'cgroup',
      '/a',
    ],
    [
      'CONSTRAINT_CPUSET,nodemask=0,cpuset=x,mems_allowed=0,global_oom,task_memcg=/a,task=apache2,pid=7,uid=33',
      'cpuset',
      undefined,
    ],
    [
      'CONSTRAINT_MEMORY_POLICY,nodemask=0,cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=apache2,pid=7,uid=33',
      'policy',
      undefined,
    ],
  ])('tells whose memory ran out: %s', (rest, scope, cgroup) => {
    const [event] = events(`oom-kill:constraint=${rest}`);

    expect([event?.scope, event?.cgroup]).toEqual([scope, cgroup]);
    expect(event?.victims).toMatchObject([{ pid: 7, comm: 'apache2', uid: 33 }]);
  });

  it('sums the table by program', () => {
    const [event] = events(
      'apache2 invoked oom-killer: x',
      '[ pid ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
      '[  812]   112   812   450112   1000  1900544        0             0 mysqld',
      '[ 1201]    33  1201    60112    600   300544        0             0 apache2',
      '[ 1202]    33  1202    60112    700   300544        0             0 apache2',
      'Out of memory: Killed process 812 (mysqld) total-vm:1kB',
    );

    expect(event?.residents).toEqual([
      { name: 'apache2', rssKiB: 5200, processes: 2 },
      { name: 'mysqld', rssKiB: 4000, processes: 1 },
    ]);
  });

  it('believes only the kernel', () => {
    expect(events('Nov 21 07:28:47 web1 sshd[9]: Invalid user Out of memory: Killed process 1 (apache2)')).toEqual([]);
  });

  it('never fails and never invents a pid', () => {
    const line = 'Out of memory: Killed process 812 (mysqld) total-vm:1kB, anon-rss:2kB';
    fc.assert(
      fc.property(fc.nat(line.length), fc.nat(line.length), (from, to) => {
        const text = line.slice(0, Math.min(from, to)) + line.slice(Math.max(from, to));
        for (const event of events(text)) for (const { pid } of event.victims) expect(text).toContain(String(pid));
      }),
    );
  });
});

describe('readCounters', () => {
  it('takes the largest number of cgroup v1 for no limit', () => {
    const { groups } = readCounters(
      '== group /sys/fs/cgroup/memory/x\nmemory.limit_in_bytes 9223372036854771712\nmemory.oom_control oom_kill 2\n',
    );

    expect(groups).toEqual([
      {
        path: '/sys/fs/cgroup/memory/x',
        root: false,
        oomKills: 2,
        lines: { oomKills: 'memory.oom_control oom_kill 2' },
      },
    ]);
  });
});
