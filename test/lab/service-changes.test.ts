import { describe, expect, it } from 'vitest';
import type { ChangeResult } from '../../src/model/plan.ts';
import { changeScene, HOST } from './change-scene.ts';
import { provoke } from './lab.ts';
import { configure, enableLab, restart, setUnit, startByHand } from './recipes.ts';

const PREFORK = 'web-3';
const { host, changes, root, refusal, carry } = changeScene(3);

/** How it ended, the exit code, what verification said, and which points did not pass. */
function gist(result: ChangeResult): Readonly<Record<string, unknown>> {
  if (result.ended === 'drifted') return { ended: 'drifted', what: result.drift.map(({ what }) => what) };
  if (result.ended !== 'done') return { ...result };
  const { exit, verification, undone } = result;
  const open = verification.points.filter(({ passed }) => !passed).map(({ name }) => name);
  return { ended: 'done', exit, outcome: verification.outcome, open, undone: undone?.outcome ?? null };
}

const verified = { ended: 'done', exit: 0, outcome: 'verified', open: [], undone: null };
const mainPid = () => root('systemctl show -P MainPID apache2');
const state = () => root('systemctl show -P ActiveState apache2');

describe('a restart of a real server', () => {
  it('is verified by its new parent', async () => {
    const before = await mainPid();
    expect(gist(await carry('restart'))).toEqual(verified);
    expect(await mainPid()).not.toBe(before);
  });

  it('is refused for a configuration that does not load, and after too many starts', async () => {
    await root('for i in 1 2 3 4; do systemctl restart apache2; done');
    expect(await refusal('restart')).toContain('systemd allows 5: it would stop the server');
    await configure(host(), 'KeepAlive Perhaps\n');
    expect(await refusal('restart')).toContain('KeepAlive must be On or Off');
  });

  it('is refused for a server that was started by hand', async () => {
    await host().ok('systemctl stop apache2');
    await startByHand(host(), 'apache2.pid');
    expect(await refusal('restart')).toContain('is not apache2.service’s');
    expect(await refusal('stop')).toContain('is not apache2.service’s');
  });

  it('says so when the start half of it fails', async () => {
    await setUnit(host(), 'ExecStartPre=/bin/false');
    const result = await carry('restart');
    expect(gist(result)).toMatchObject({ ended: 'done', exit: 1, outcome: 'failed', undone: null });
    expect(gist(result)['open']).toEqual(expect.arrayContaining(['New parent', 'Unit']));
  });

  it('is void when the configuration, or the parent, became another meanwhile', async () => {
    expect(gist(await carry('restart', {}, () => configure(host(), '# changed\n')))).toMatchObject({
      ended: 'drifted',
      what: ['Configuration hash'],
    });
    expect(gist(await carry('restart', {}, () => root('systemctl restart apache2')))).toMatchObject({
      ended: 'drifted',
      what: ['Parent process'],
    });
  });
});

describe('a start of a real server', () => {
  it('is verified, also after the start limit was hit, by one reset before it', async () => {
    await root('systemctl stop apache2');
    expect(gist(await carry('start'))).toEqual(verified);
    await provoke('start-limit-healthy', HOST);
    const plan = await changes().offered(HOST, 'start');
    expect(plan.steps.map(({ command }) => command.argv.at(-2))).toEqual(['reset-failed', 'start']);
    expect(gist(await changes().carryOut(plan))).toEqual(verified);
  });

  it('is refused where it would stop a hand-started server that works', async () => {
    await host().ok('systemctl stop apache2');
    await startByHand(host(), 'apache2.pid');
    expect(await refusal('start')).toContain('Apache processes run outside of apache2.service');
    await host().shows('curl -fsS -m 2 -o /dev/null http://127.0.0.1/');
  });

  it('is refused where another program has the port, with the way out', async () => {
    await provoke('port-nginx', HOST);
    expect(await refusal('start')).toMatch(
      /^Port 80 is held by nginx \(pid \d+, nginx\.service\).*release-port web-1 80\.$/,
    );
  });

  it('is undone when it fails behind the reset', async () => {
    await provoke('start-limit-healthy', HOST);
    await setUnit(host(), 'ExecStartPre=/bin/false');
    expect(gist(await carry('start'))).toMatchObject({ ended: 'done', exit: 1, undone: 'undone' });
    expect(await mainPid()).toBe('0');
  });

  it('is void when somebody started it meanwhile', async () => {
    await root('systemctl stop apache2');
    const result = await carry('start', {}, () => restart(host()));
    expect(gist(result)).toMatchObject({ ended: 'drifted', what: expect.arrayContaining(['Parent process']) });
  });
});

describe('a stop of a real server', () => {
  it('is verified by closed sockets and systemd’s word, on both MPMs', async () => {
    expect(gist(await carry('stop'))).toEqual(verified);
    expect(await state()).toBe('inactive');
    expect(await refusal('stop')).toContain('nothing to stop');
    expect(gist(await changes().carryOut(await changes().offered(PREFORK, 'stop')))).toEqual(verified);
  });

  it('does to running requests what its card said: nine seconds with event', async () => {
    await enableLab(host());
    const long = root('curl -s -m 60 -o /dev/null -w "%{exitcode} %{time_total}" http://127.0.0.1/lab/sleep?25');
    const short = root('curl -s -m 60 -o /dev/null -w "%{http_code} %{exitcode}" http://127.0.0.1/lab/sleep?8');
    await host().shows('curl -fsS "http://127.0.0.1/server-status?auto" | grep -q "^BusyWorkers: 3"');
    const plan = await changes().offered(HOST, 'stop');
    expect(plan.impact).toContain('2 requests run now. Running requests get about 9 s to end');
    expect(gist(await changes().carryOut(plan))).toEqual(verified);
    const [exit, seconds] = (await long).split(' ');
    expect(await short).toBe('200 0');
    expect(exit).toBe('18');
    expect(Number(seconds)).toBeLessThan(24);
  });

  it('is not called verified, nor undone, when systemd had to kill it', async () => {
    await setUnit(host(), 'ExecStop=\nKillSignal=SIGWINCH\nTimeoutStopSec=3');
    await enableLab(host());
    const long = root('curl -s -m 60 -o /dev/null http://127.0.0.1/lab/sleep?40');
    await host().shows('curl -fsS "http://127.0.0.1/server-status?auto" | grep -q "^BusyWorkers: 2"');
    const plan = await changes().offered(HOST, 'stop');
    expect(plan.impact).toContain('may end for up to 3 s (TimeoutStopUSec');
    const result = gist(await changes().carryOut(plan));
    expect(result).toMatchObject({ ended: 'done', outcome: 'unsure', open: ['Unit', 'Ended by itself'], undone: null });
    await long;
  });

  it('is void when the server was restarted meanwhile, or could not start again by now', async () => {
    expect(gist(await carry('stop', {}, () => restart(host())))).toMatchObject({
      ended: 'drifted',
      what: ['Parent process'],
    });
    const broken = await carry('stop', {}, () => configure(host(), 'KeepAlive Perhaps\n'));
    expect(gist(broken)).toMatchObject({ ended: 'drifted', what: ['Configuration hash', 'Could start again'] });
    expect(await state()).toBe('active');
  });
});

describe('a reset of a real unit', () => {
  it('clears the failed state and starts nothing', async () => {
    expect(await refusal('reset-failed')).toContain('nothing to reset');
    await provoke('start-limit-healthy', HOST);
    expect(gist(await carry('reset-failed'))).toEqual(verified);
    expect(await state()).toBe('inactive');
  });

  it('says so when the unit fails again at once', async () => {
    await root('systemctl stop apache2');
    await setUnit(host(), 'ExecStartPre=/bin/false\n[Unit]\nStartLimitIntervalSec=0');
    await root(
      'systemd-run -q --unit=again bash -c "while :; do systemctl is-failed -q apache2 || systemctl start apache2; sleep 0.2; done"',
    );
    await host().shows('systemctl is-failed -q apache2');
    expect(gist(await carry('reset-failed'))).toMatchObject({
      ended: 'done',
      exit: 0,
      outcome: 'failed',
      open: ['Unit'],
    });
  });

  it('is void when the unit came back meanwhile', async () => {
    await provoke('start-limit-healthy', HOST);
    const result = await carry('reset-failed', {}, () =>
      root('systemctl reset-failed apache2; systemctl start apache2; sleep 1'),
    );
    expect(gist(result)).toMatchObject({ ended: 'drifted', what: ['Parent process', 'State of the unit'] });
  });
});

describe('the release of a real port', () => {
  it('stops the unit that holds it, so that Apache can be started', async () => {
    await provoke('port-nginx', HOST);
    expect(gist(await carry('release-port', { port: 80 }))).toEqual(verified);
    expect(await root('systemctl is-active nginx')).toBe('inactive');
    expect(gist(await carry('start'))).toEqual(verified);
  });

  it('is refused for Apache’s own port, for a free one, for ssh, and for what was started by hand', async () => {
    expect(await refusal('release-port', { port: 80 })).toContain('Port 80 is Apache’s own');
    expect(await refusal('release-port', { port: 81 })).toContain('Nobody listens on port 81');
    expect(await refusal('release-port', { port: 22 })).toContain('of ssh.service: that unit keeps the host reachable');
    const listener = '$s = IO::Socket::INET->new(LocalPort => 80, Listen => 5, ReuseAddr => 1) or die; sleep 600';
    await root(
      `systemctl stop apache2; setsid systemd-run -q --scope --slice=user.slice perl -MIO::Socket::INET -e '${listener}' </dev/null >/dev/null 2>&1 &`,
    );
    await host().shows('ss -Hltnp sport = :80 | grep -q perl');
    expect(await refusal('release-port', { port: 80 })).toContain('in a login session');
  });

  it('says so when the unit does not let itself be stopped', async () => {
    await provoke('port-nginx', HOST);
    await host().write('/etc/systemd/system/nginx.service.d/lab.conf', '[Unit]\nRefuseManualStop=yes\n');
    await root('systemctl daemon-reload');
    expect(gist(await carry('release-port', { port: 80 }))).toMatchObject({
      ended: 'done',
      exit: 75,
      outcome: 'unsure',
      open: ['Port free', 'That service'],
    });
  });

  it('is void when the port is another’s meanwhile, or nobody’s', async () => {
    await provoke('port-nginx', HOST);
    const result = await carry('release-port', { port: 80 }, () => root('systemctl stop nginx'));
    expect(gist(result)).toMatchObject({ ended: 'drifted', what: ['Holder of port 80'] });
  });
});

describe('the removal of real semaphores', () => {
  /** A server that keeps its mutexes in SysV semaphores is killed, and systemd starts another one: the first one's are left over. */
  async function leave(): Promise<void> {
    await configure(host(), 'Mutex sysvsem default\n');
    await restart(host());
    await root('sleep 7; kill -KILL "$(systemctl show -P MainPID apache2)"');
    await host().shows(
      '[ "$(systemctl show -P NRestarts apache2)" = 1 ] && curl -fsS -m 2 -o /dev/null http://127.0.0.1/',
    );
  }
  const ids = async () =>
    (await root('ipcs -s | awk \'$3 == "www-data" { print $2 }\'')).split('\n').filter((id) => id !== '');

  it('removes exactly the dead server’s, and the live one keeps its own', async () => {
    await leave();
    const all = await ids();
    const plan = await changes().offered(HOST, 'clear-semaphores');
    const dead = plan.steps[0]?.command.argv.slice(2) ?? [];
    expect(dead.length).toBeGreaterThan(0);
    expect(dead.length).toBeLessThan(all.length);
    expect(gist(await changes().carryOut(plan))).toEqual(verified);
    expect(await ids()).toEqual(all.filter((id) => !dead.includes(id)));
    expect(await refusal('clear-semaphores')).toContain('here is provably left over');
  });

  it('removes nothing when the helper finds one that a living process uses', async () => {
    const program = `my $id = semget(0, 1, 01600); semop($id, pack("s*", 0, 1, 0)); semctl($id, 0, 1, pack("x4 I I x8 I x80", 33, 33, 0600)); sleep 600`;
    await root(`systemd-run -q --unit=user perl -e '${program}'`);
    await leave();
    await root('ipcs -s');
    const before = await ids();
    const result = await carry('clear-semaphores');
    expect(gist(result)).toMatchObject({ ended: 'done', exit: 74, outcome: 'unsure', open: ['Arrays removed'] });
    expect(await ids()).toEqual(before);
  });

  it('is void when another server runs meanwhile', async () => {
    await leave();
    expect(gist(await carry('clear-semaphores', {}, () => restart(host())))).toMatchObject({
      ended: 'drifted',
      what: expect.arrayContaining(['Parent process']),
    });
  });
});
