import { beforeEach, describe, expect, it } from 'vitest';
import type { ChangeResult } from '../../src/model/plan.ts';
import { changeScene, HOST } from './change-scene.ts';
import type { FaultHost } from './fault.ts';
import { configure, restart, SITE_UP, setUnit } from './recipes.ts';

const PREFORK_PHP = 'web-3';
const MPM = '/etc/apache2/mods-available/mpm_event.conf';
const OWN = '/etc/apache2/conf-available/zz-apache-oncall.conf';

const { host: freshHost, changes, root, everything, refusal, carry } = changeScene(3);
let host: FaultHost;

beforeEach(() => {
  host = freshHost();
});

/** How it ended, the exit code, what verification said, and which points did not pass. */
function gist(result: ChangeResult): Readonly<Record<string, unknown>> {
  if (result.ended === 'drifted') return { ended: 'drifted', what: result.drift.map(({ what }) => what) };
  if (result.ended === 'stopped')
    return { ended: 'stopped', why: result.reasons.join(' '), undone: result.undone?.outcome ?? null };
  if (result.ended !== 'done') return { ...result };
  const { exit, verification, undone } = result;
  const open = verification.points.filter(({ passed }) => !passed).map(({ name, detail }) => `${name}: ${detail}`);
  return { ended: 'done', exit, outcome: verification.outcome, open, undone: undone?.outcome ?? null };
}

const verified = { ended: 'done', exit: 0, outcome: 'verified', open: [], undone: null };
const parent = () => root('systemctl show -P MainPID apache2; cat /run/apache2/apache2.pid');

describe('tune on a real server', () => {
  it('sets by a reload what a reload can, keeps every other byte, and rolls back to every byte', async () => {
    const [before, pid] = [await everything(), await parent()];
    const settings = { MaxRequestWorkers: '200', KeepAliveTimeout: '2', ProxyTimeout: '30' };
    expect(gist(await carry('tune', { settings }))).toEqual(verified);
    expect(await parent()).toBe(pid);
    expect(await root(`grep ^MaxRequestWorkers ${MPM}`)).toBe('MaxRequestWorkers       200');
    expect(await root(`grep -h '^KeepAliveTimeout\\|^ProxyTimeout' /etc/apache2/apache2.conf ${OWN}`)).toBe(
      'KeepAliveTimeout 2\nProxyTimeout 30',
    );
    expect(await refusal('tune', { settings })).toContain('says so already');
    expect(gist(await carry('rollback'))).toEqual(verified);
    expect(await everything()).toBe(before);
    expect(await refusal('rollback')).toContain('all 1 were undone');
  });

  it('fails no request that comes over a connection of its own meanwhile', async () => {
    const settings = { MaxRequestWorkers: '200' };
    const [answers, result] = await Promise.all([
      host.requests({ path: '/', clients: 4, seconds: 15, timeoutMs: 5_000 }),
      carry('tune', { settings }),
    ]);
    expect(gist(result)).toEqual(verified);
    expect(Object.keys(answers)).toEqual(['200']);
  });

  it('brings ServerLimit along and restarts for it', async () => {
    const pid = await parent();
    const plan = await changes().offered(HOST, 'tune', { settings: { MaxRequestWorkers: '800' } });
    expect(plan.diff).toMatch(/^-MaxRequestWorkers +150\n\+MaxRequestWorkers +800\n\+ServerLimit 64$/m);
    expect(plan.tier).toBe('disruptive');
    expect(gist(await changes().carryOut(plan))).toEqual(verified);
    expect(await parent()).not.toBe(pid);
    expect(
      await root("curl -s 'http://127.0.0.1/server-status?auto' | sed -n 's/^Scoreboard: //p' | tr -d '\\n' | wc -c"),
    ).toBe('800');
  });

  it('recommends nothing for a server that has just started, nor takes what contradicts itself', async () => {
    expect(await refusal('tune')).toContain('the server has run for less than an hour');
    expect(await refusal('tune', { settings: { MaxRequestWorkers: '800', ServerLimit: '16' } })).toContain(
      'httpd would silently use 400',
    );
  });

  it('is void when somebody edited meanwhile', async () => {
    const result = await carry('tune', { settings: { Timeout: '60' } }, () => configure(host, '# by hand\n'));
    expect(gist(result)).toMatchObject({ ended: 'drifted', what: ['Configuration hash'] });
    expect(await root('grep -c "^Timeout 300" /etc/apache2/apache2.conf')).toBe('1');
  });

  it('is undone when the reload behind the edit fails', async () => {
    await setUnit(host, 'ExecReload=\nExecReload=/bin/false');
    const before = await everything();
    const result = gist(await carry('tune', { settings: { Timeout: '60' } }));
    expect(result).toMatchObject({ ended: 'done', exit: 1, undone: 'undone' });
    expect(await everything()).toBe(before);
  });

  it('is undone when httpd keeps a limit of its start', async () => {
    await configure(host, 'ServerLimit 6\n');
    await restart(host);
    await configure(host, 'ServerLimit 16\n');
    const before = await everything();
    const result = gist(await carry('tune', { settings: { MaxRequestWorkers: '300' } }));
    expect(result).toMatchObject({ ended: 'done', outcome: 'failed', undone: 'undone' });
    expect(String(result['open'])).toMatch(/AH00501|AH00516/);
    expect(await everything()).toBe(before);
  });
});

describe('an MPM switched on a real server', () => {
  it('is one change with a new parent, and goes back the same way', async () => {
    const before = await everything();
    expect(gist(await carry('mpm', { mpm: 'prefork' }))).toEqual(verified);
    expect(await root('apache2ctl -V 2>/dev/null | grep MPM')).toContain('prefork');
    expect(await refusal('mpm', { mpm: 'prefork' })).toContain('The MPM is prefork already');
    expect(gist(await carry('rollback'))).toEqual(verified);
    expect(await everything()).toBe(before);
  });

  it('is refused with mod_php by name', async () => {
    expect(await refusal('mpm', { mpm: 'event' }, PREFORK_PHP)).toMatch(
      /^php_module is loaded, and event runs threads: mod_php/,
    );
  });

  it('is stopped before the restart when the limits of the new one contradict each other', async () => {
    await host.ok(
      'sed -i "s/^MaxRequestWorkers.*/MaxRequestWorkers 300/" /etc/apache2/mods-available/mpm_prefork.conf',
    );
    const before = await everything();
    const result = gist(await carry('mpm', { mpm: 'prefork' }));
    expect(result).toMatchObject({ ended: 'stopped', undone: 'undone' });
    expect(result['why']).toContain('MaxRequestWorkers 300 would become 256');
    expect(await everything()).toBe(before);
    await host.shows(SITE_UP);
  });

  it('is undone by the helper itself when the syntax check fails', async () => {
    await configure(host, 'ThreadsPerChild 25\n');
    await restart(host);
    const [before, pid] = [await everything(), await parent()];
    expect(gist(await carry('mpm', { mpm: 'prefork' }))).toMatchObject({ ended: 'done', exit: 66, undone: null });
    expect(await everything()).toBe(before);
    expect(await parent()).toBe(pid);
  });
});

describe('core dumps on a real server', () => {
  it('are written once on, and no more once off', async () => {
    expect(await refusal('core-dumps', { coreDumps: 'off' })).toContain('off already');
    expect(gist(await carry('core-dumps', { coreDumps: 'on' }))).toEqual(verified);
    await host.ok('kill -SEGV "$(pgrep -u www-data apache2 | head -n 1)"');
    await host.shows('ls /var/lib/apache-oncall-cores/core*');
    expect(await refusal('core-dumps', { coreDumps: 'on' })).toContain('on already');
    expect(gist(await carry('core-dumps', { coreDumps: 'off' }))).toEqual(verified);
  });
});

describe('hardening a real server', () => {
  it('takes effect by a reload, once', async () => {
    await host.ok('a2dismod -q reqtimeout');
    await restart(host);
    expect(gist(await carry('harden'))).toEqual(verified);
    expect(await root('curl -sI http://127.0.0.1/ | grep -i ^server: | tr -d "\\r"')).toBe('Server: Apache');
    expect(await root('apache2ctl -M 2>/dev/null | grep -c reqtimeout')).toBe('1');
    expect(await refusal('harden')).toContain('Nothing is left to harden here');
  });
});

describe('modules of a real server', () => {
  it('are disabled by a reload', async () => {
    expect(gist(await carry('disable-module', { module: 'autoindex' }))).toEqual(verified);
    expect(await refusal('disable-module', { module: 'autoindex' })).toContain('mod_autoindex is not loaded');
    expect(await refusal('disable-module', { module: 'filter' })).toContain('deflate is on and needs filter');
    expect(await refusal('disable-module', { module: 'ssl' })).toContain('ssl is never turned off');
  });

  it('are left in when something still needs them', async () => {
    await configure(host, 'IndexOptions FancyIndexing\n');
    await restart(host);
    const before = await everything();
    expect(gist(await carry('disable-module', { module: 'autoindex' }))).toMatchObject({
      ended: 'done',
      exit: 66,
      undone: null,
    });
    expect(await everything()).toBe(before);
  });
});

describe('the status page of a real server', () => {
  it('is enabled where it is missing', async () => {
    expect(await refusal('enable-status')).toContain('answers already');
    await host.ok('a2dismod -q -f status');
    await restart(host);
    expect(gist(await carry('enable-status'))).toEqual(verified);
    await host.shows("curl -fsS -m 2 'http://127.0.0.1/server-status?auto' | grep -q Scoreboard");
  });

  it('is not enabled over one that is forbidden', async () => {
    await configure(host, '<Location /server-status>\nRequire all denied\n</Location>\n');
    await restart(host);
    expect(await refusal('enable-status')).toMatch(/is configured \(.*status\.conf:\d+\), and http/);
  });
});
