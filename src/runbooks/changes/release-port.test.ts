import { describe, expect, it } from 'vitest';
import { type Alterations, offeredPlan, practiceLook, refusalOf } from '../../../test/support/practice-look.ts';
import { defined } from '../../lib/defined.ts';
import { releasePort } from './release-port.ts';
import { isProtected } from './server/protected-units.ts';

function planned(host: string, port: number | undefined, alter: Alterations = {}) {
  const options = defined({ port });
  return releasePort.plan({ look: practiceLook(host, alter), options, changeId: '0123456789abcdef' });
}

/** nginx in another control group. */
function heldIn(cgroup: string): Alterations {
  return { listeners: (text) => text.replaceAll('/system.slice/nginx.service', cgroup) };
}

describe('the release of a port', () => {
  it('stops the unit that holds it, through the root-owned helper, and says what else ends', () => {
    const more = {
      listeners: (text: string) => text.replace(/^(LISTEN.*)0\.0\.0\.0:80 (.*nginx.*)$/m, '$&\n$10.0.0.0:8080 $2'),
    };
    const plan = offeredPlan(planned('web-04', 80, more));
    expect(plan.steps.map((step) => step.command.argv)).toEqual([
      ['/usr/local/sbin/oncall-change', 'release-port', '80', 'nginx.service'],
    ]);
    expect(plan).toMatchObject({ tier: 'disruptive', undo: { steps: [] } });
    expect(plan.impact).toContain(
      'Stops nginx.service on web-04: nginx (pid 193, nginx.service). All that it serves ends, with the connections it has, also on 0.0.0.0:8080.',
    );
    expect(plan.undo.words).toContain('systemctl start nginx.service');
    expect(releasePort.drift(plan, practiceLook('web-04', more))).toEqual([]);
  });

  it.each([
    ['no port was named', 'web-04', undefined, {}, 'Which port?'],
    ['the port is free', 'web-04', 81, {}, 'Nobody listens on port 81'],
    ['it is Apache’s own', 'web-01', 80, {}, 'Port 80 is Apache’s own: apache2 (pid 108, apache2.service)'],
    [
      'no Listen line wants it',
      'web-04',
      8080,
      { listeners: (text: string) => text.replaceAll(':80 ', ':8080 ') },
      'No Listen line of Apache names port 8080',
    ],
    [
      'holders are not shown',
      'web-04',
      80,
      { listeners: (text: string) => text.replaceAll(/users:\S+/g, '') },
      'Who holds port 80 is not shown without root',
    ],
    [
      'one of its sockets has no holder',
      'web-04',
      80,
      { listeners: (text: string) => text.replace(/(\[::\]:80 .*)users:\S+/, '$1') },
      'belongs to the kernel or to another namespace',
    ],
    [
      'a login session holds it',
      'web-04',
      80,
      heldIn('/user.slice/user-0.slice/session-3.scope'),
      'pid 193) in a login session',
    ],
    [
      'a container holds it',
      'web-04',
      80,
      heldIn('/system.slice/docker-0123456789abcdef.scope'),
      'pid 193) inside a container',
    ],
    ['nobody’s process holds it', 'web-04', 80, heldIn('/'), 'no unit owns it (control group /)'],
    [
      'systemd itself holds it',
      'web-04',
      80,
      { listeners: (text: string) => text.replaceAll('"nginx",pid=193', '"systemd",pid=1') },
      'which is systemd itself for a .socket unit',
    ],
    [
      'a protected unit holds it',
      'web-04',
      80,
      heldIn('/system.slice/docker.service'),
      'of docker.service: that unit keeps the host reachable',
    ],
    ['the unit’s name is odd', 'web-04', 80, heldIn('/system.slice/a\\x2db.service'), 'a unit with such a name'],
    [
      'two units share it',
      'web-04',
      80,
      {
        listeners: (text: string) =>
          text
            .replaceAll('("nginx",pid=194', '("haproxy",pid=194')
            .replace('c 194 /system.slice/nginx', 'c 194 /system.slice/haproxy'),
      },
      'Several units share port 80',
    ],
    ['the Listen lines are not known', 'web-04', 80, { directives: null }, 'Listen lines could not be read'],
    ['the listing failed', 'web-04', 80, { listeners: null }, 'could not be seen'],
  ] satisfies readonly (readonly [string, string, number | undefined, Alterations, string])[])(
    'is refused when %s',
    (_what, host, port, alter, why) => {
      expect(refusalOf(planned(host, port, alter))).toContain(why);
    },
  );

  it('has drifted when another program holds the port, or nobody', () => {
    const plan = offeredPlan(planned('web-04', 80));
    const other = {
      listeners: (text: string) =>
        text.replaceAll('"nginx"', '"haproxy"').replaceAll('nginx.service', 'haproxy.service'),
    };
    expect(releasePort.drift(plan, practiceLook('web-04', other))).toEqual([
      {
        what: 'Holder of port 80',
        planned: 'nginx (pid 193, nginx.service)',
        now: 'haproxy (pid 193, haproxy.service)',
      },
    ]);
    expect(releasePort.drift(plan, practiceLook('web-04', free))[0]?.now).toContain('Nobody listens on port 80');
  });

  it('is verified when nobody holds the port and that service listens nowhere', () => {
    const plan = offeredPlan(planned('web-04', 80));
    const baseline = releasePort.baseline(practiceLook('web-04'));
    expect(releasePort.verify(plan, baseline, practiceLook('web-04', free)).outcome).toBe('verified');
    expect(releasePort.verify(plan, baseline, practiceLook('web-04')).outcome).toBe('unsure');
  });

  it.each([
    'ssh.service',
    'sshd.service',
    'ssh@1-10.0.0.1.service',
    'systemd-resolved.service',
    'dbus.service',
    'dbus-broker.service',
    'NetworkManager.service',
    'networking.service',
    'docker.service',
    'containerd.service',
    'user@1000.service',
    'getty@tty1.service',
  ])('never stops %s', (unit) => {
    expect(isProtected(unit)).toBe(true);
  });

  it.each(['nginx.service', 'haproxy.service', 'tomcat9.service', 'lighttpd.service', 'node-app@blue.service'])(
    'may stop %s',
    (unit) => {
      expect(isProtected(unit)).toBe(false);
    },
  );
});

const free: Alterations = {
  listeners: (text) => text.replace(/^LISTEN.*nginx.*\n/gm, '').replace(/^c .*nginx.*\n/gm, ''),
};
