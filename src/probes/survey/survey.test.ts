import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unrecognised } from '../../model/source.ts';
import { parseSurvey, unitOfCgroup } from './parse.ts';
import { resolveLayout } from './resolve-layout.ts';
import { sudoRights } from './sudo-rights.ts';

const debian = `survey 1
uptime 1386.82
btime 1795255573
boot 99a993ec-4f2a-4f41-89b9-4732325cf868
hostname web1
kernel 6.1.0-41-amd64
page 4
init systemd
systemd
os PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
os VERSION_ID="12"
os ID=debian
uid 1000
gids 4 1000
p 182 1 182 S 1 136547 1887 3 2 0 apache2
r 182 1 /system.slice/apache2.service
g 182 /usr/sbin/apache2-kstart
h 190 182 rotatelogs
p 183 182 182 S 7 136547 1706 10 20 33 apache2
p 900 1 850 S 7 100 1706 0 0 33 apache2
r 900 1 /user.slice/user-0.slice/session-3.scope
g 900 /usr/sbin/apache2-kstart-f/tmp/other.conf
seen 3
tool ss
tool sudo
path /usr/sbin/apache2
path /usr/sbin/apachectl
path /etc/apache2/apache2.conf
path /lib/systemd/system/apache2.service
name 0 root
name 33 www-data
== forks
date 1795256960 +0530
c 182 /usr/sbin/apache2	-k	start	
c 900 /usr/sbin/apache2	-k	start	-f	/tmp/other.conf	
user bot
groups bot adm
== sudo
Matching Defaults entries for bot on web1:
    env_reset, !setenv, secure_path=/usr/sbin\\:/usr/bin

User bot may run the following commands on web1:
    (root) NOPASSWD: NOEXEC: /usr/bin/ss -tulpn, /usr/bin/dmesg --color\\=never
    (root) NOPASSWD: /usr/local/sbin/oncall-facts ""
    (root) /usr/bin/passwd

== end
`;

describe('the survey of a host', () => {
  it('tells the unit, its workers and the orphans of another server apart', () => {
    const facts = parseSurvey(debian);
    expect(facts.roots).toMatchObject([
      { pid: 182, role: 'parent', unit: 'apache2.service', argv: ['/usr/sbin/apache2', '-k', 'start'], children: 1 },
      { pid: 900, role: 'orphan', children: 0 },
    ]);
    expect(facts.processes[1]).toMatchObject({ threads: 7, rssKiB: 6824, ageSeconds: 21, uid: 33 });
    expect(facts.helpers).toEqual([{ pid: 190, ppid: 182, comm: 'rotatelogs' }]);
  });

  it('takes the clock and zone from date, and only what sudo gives without a password', () => {
    const facts = parseSurvey(debian);
    expect(facts.now).toBe('2026-11-21T10:29:20.000Z');
    expect(facts.zoneMinutes).toBe(330);
    expect(facts.sudo).toBe('some');
    expect(facts.sudoCommands).toEqual([
      '/usr/bin/ss -tulpn',
      '/usr/bin/dmesg --color\\=never',
      '/usr/local/sbin/oncall-facts ""',
    ]);
  });

  it('is still read when the host could not start a process', () => {
    const facts = parseSurvey(`${debian.slice(0, debian.indexOf('date '))}sh: 49: Cannot fork\n`);
    expect(facts.forks).toBe(false);
    expect(facts.sudo).toBe('unknown');
    expect(facts.now).toBe('2026-11-21T10:29:19.820Z');
    expect(facts.roots[0]?.argv).toEqual(['/usr/sbin/apache2']);
  });

  it('says what was waited for too long, and does not call that a refusal', () => {
    const facts = parseSurvey(
      debian.replace(/^== sudo\n(?:.*\n)*?== end/m, 'slow systemd 3\nslow sudo 3\n== sudo\n\n== end'),
    );
    expect(facts).toMatchObject({ sudo: 'unknown', sudoSlow: 3, systemdSlow: 3 });
    expect(parseSurvey(debian)).not.toHaveProperty('sudoSlow');
  });

  it('does not take an unreadable process table for one without Apache', () => {
    expect(parseSurvey('survey 1\nuptime 5.00\ninit \nseen 0\n').processesVisible).toBe(false);
  });

  it('throws nothing but Unrecognised on damaged text', () => {
    fc.assert(
      fc.property(fc.nat(debian.length), fc.string(), fc.nat(40), (at, junk, gone) => {
        const damaged = debian.slice(0, at) + junk + debian.slice(at + gone);
        try {
          resolveLayout(parseSurvey(damaged));
        } catch (error) {
          expect(error).toBeInstanceOf(Unrecognised);
        }
      }),
    );
  });
});

describe('the layout', () => {
  it('is the running server of the unit', () => {
    expect(resolveLayout(parseSurvey(debian))).toMatchObject({
      family: 'debian',
      unit: 'apache2.service',
      parentPid: 182,
      startArguments: [],
      mainConfig: '/etc/apache2/apache2.conf',
      runUser: 'www-data',
    });
  });

  it.each([
    [
      'ID="rocky"\nos ID_LIKE="rhel centos fedora"',
      ['/usr/sbin/httpd', '/usr/lib/systemd/system/httpd.service'],
      'rhel',
      'httpd.service',
      '/var/log/httpd/error_log',
    ],
    [
      'ID="sles"\nos ID_LIKE="suse"',
      ['/usr/sbin/httpd', '/usr/sbin/httpd-prefork', '/usr/lib/systemd/system/apache2.service'],
      'suse',
      'apache2.service',
      '/var/log/apache2/error_log',
    ],
    [
      'ID=arch',
      ['/usr/bin/httpd', '/usr/lib/systemd/system/httpd.service'],
      'arch',
      'httpd.service',
      '/var/log/httpd/error_log',
    ],
    [
      'ID=ubuntu\nos ID_LIKE=debian',
      ['/usr/sbin/apache2', '/lib/systemd/system/apache2.service'],
      'debian',
      'apache2.service',
      '/var/log/apache2/error.log',
    ],
    [
      'ID="rhel"',
      ['/opt/rh/httpd24/root/usr/sbin/httpd', '/usr/lib/systemd/system/httpd24-httpd.service'],
      'scl',
      'httpd24-httpd.service',
      '/var/log/httpd24/error_log',
    ],
  ])('of %s is its package’s', (os, paths, family, unit, errorLog) => {
    const text = `survey 1\ninit systemd\nsystemd\nos ${os}\n${paths.map((path) => `path ${path}\n`).join('')}`;
    const layout = resolveLayout(parseSurvey(text));

    expect(layout).toMatchObject({ family, unit, errorLog });
    expect(layout).not.toHaveProperty('parentPid');
  });

  it('names a service without systemd and none in a container', () => {
    const alpine = 'survey 1\ninit init\nos ID=alpine\npath /usr/sbin/httpd\npath /etc/init.d/apache2\n';
    expect(resolveLayout(parseSurvey(alpine))).toMatchObject({ family: 'alpine', unit: 'apache2' });
    const container = `survey 1\ninit httpd\np 1 0 1 S 1 5 9 0 0 0 httpd\nr 1 0 /\npath /usr/local/apache2/bin/httpd\nc 1 httpd\t-DFOREGROUND\t\n`;
    const layout = resolveLayout(parseSurvey(container));
    expect(layout).toMatchObject({ family: 'docker', parentPid: 1, startArguments: ['-D', 'FOREGROUND'] });
    expect(layout.unit).toBeUndefined();
  });

  it('believes no arguments of a process that anybody could have started', () => {
    const text = `survey 1\ninit systemd\nsystemd\nos ID=debian\np 77 1 77 S 1 5 9 0 0 1001 apache2\nr 77 1 /user.slice/x.scope\nc 77 /home/eve/apache2\t-f\t/tmp/evil.conf\t\npath /usr/sbin/apache2\npath /lib/systemd/system/apache2.service\n`;
    expect(resolveLayout(parseSurvey(text))).toMatchObject({
      binary: '/usr/sbin/apache2',
      mainConfig: '/etc/apache2/apache2.conf',
      startArguments: [],
      unit: 'apache2.service',
    });
  });

  it('follows -d of a second Debian instance to its own logs', () => {
    const text = debian
      .replace('c 182 /usr/sbin/apache2\t-k', 'c 182 /usr/sbin/apache2\t-d\t/etc/apache2-shop\t-k')
      .replace('/apache2.service\ng', '/system-apache2.slice/apache2@shop.service\ng');
    expect(resolveLayout(parseSurvey(text))).toMatchObject({
      unit: 'apache2@shop.service',
      configRoot: '/etc/apache2-shop',
      mainConfig: '/etc/apache2-shop/apache2.conf',
      errorLog: '/var/log/apache2-shop/error.log',
    });
  });
});

describe('sudo rights', () => {
  it.each([
    ['sudo: a password is required', 'none'],
    ['Sorry, user plain may not run sudo on web1.', 'none'],
    ['sudo: unable to fork', 'unknown'],
    [
      'sudo: unable to resolve host web1: Name or service not known\nUser plain may run the following commands on web1:\n    (root) NOPASSWD: /usr/bin/ss',
      'some',
    ],
    ['User admin may run the following commands on web1:\n    (ALL : ALL) NOPASSWD: ALL', 'all'],
    ['User admin may run the following commands on web1:\n    (ALL : ALL) ALL', 'none'],
  ])('of %j are %s', (text, expected) => {
    expect(sudoRights(text.split('\n')).sudo).toBe(expected);
  });
});

describe('the unit of a cgroup', () => {
  it.each([
    ['/system.slice/apache2.service', 'apache2.service'],
    ['/TAG/web1/system.slice/system-httpd.slice/httpd@a.service', 'httpd@a.service'],
    ['/user.slice/user-0.slice/user@0.service/app.slice', undefined],
    ['/docker/4f2b', undefined],
    ['', undefined],
  ])('%s is %s', (cgroup, unit) => {
    expect(unitOfCgroup(cgroup)).toBe(unit);
  });
});
