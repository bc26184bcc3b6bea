import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kitFor } from '../../src/host/kit/kit.ts';
import { openPractice, type Practice } from '../../src/start-workbench.ts';
import { visibleText } from '../support/visible-text.ts';
import { benchHosts } from './bench-hosts.ts';
import { type Eyes, installKit, openEyes } from './eyes.ts';
import { down, exec, labHosts, resetHost, up } from './lab.ts';
import { scoreFault } from './score.ts';

/** A choice that covers service, configuration, ports, memory, workers, crashes, disks and backends; the whole board is `npm run lab -- score`. */
const chosen = [
  'healthy-event',
  'healthy-prefork-php',
  'oom-child',
  'port-nginx',
  'config-error-waiting',
  'workers-full-event',
  'segv-module-prefork',
  'disk-full-logs',
  'backend-refused',
  'key-mismatch-waiting',
  'parent-killed',
  'healthy-old-incident',
];
const CHANNEL = 'C0INCIDENTS';

let eyes: Eyes;

beforeAll(async () => {
  await up(3);
  eyes = await openEyes();
  for (const { name } of await labHosts()) await installKit(eyes, name);
});

afterAll(async () => {
  await eyes?.close();
  await down();
});

describe('diagnosis of real faults, as the unprivileged account', () => {
  it.each(chosen)('%s: the right cause leads, all is found, nothing is imagined', async (fault) => {
    const { led, lead, missing, falseAlarms, broken } = await scoreFault(eyes, fault, 'web-1');
    expect({ broken, led, lead: led ? '' : lead, missing, falseAlarms }).toEqual({
      broken: undefined,
      led: true,
      lead: '',
      missing: [],
      falseAlarms: [],
    });
  });

  it.each(['oncall-adm', 'oncall-bare'])(
    'says what it could not see as %s, and never calls it healthy',
    async (user) => {
      await resetHost('web-1');
      const host = { ...eyes.host('web-1'), user };
      const { report } = await eyes.diagnoseHost(host);
      expect(report.cases.filter(({ root }) => root.severity === 'critical')).toEqual([]);
      expect(report.verdict).not.toBe('healthy');
      expect(report.unseen.length).toBeGreaterThan(0);
    },
  );
});

describe('the sudo rules the product generates', () => {
  it('pass visudo and grant no more than is listed', async () => {
    const { collection } = await eyes.diagnose('web-2');
    const rules = collection.layout === undefined ? '' : kitFor('oncall', collection.layout, [], true).sudoers;
    expect(rules).not.toMatch(/NOPASSWD:.*(?<!\\)\*/);
    const attacks = [
      'sudo -n /bin/sh',
      'sudo -n /usr/sbin/apachectl -t -f /tmp/evil.conf',
      'sudo -n /usr/sbin/apachectl stop',
      'sudo -n /usr/bin/systemctl stop apache2.service',
      'sudo -n /usr/bin/systemctl --no-pager --no-ask-password reload ssh.service',
      'sudo -n /usr/bin/systemctl --no-pager --no-ask-password reload apache2.service ssh.service',
      'sudo -n /usr/bin/journalctl',
      'sudo -n /usr/bin/tail -n 5 /etc/shadow',
      'sudo -n /usr/bin/dmesg --clear',
      'sudo -n /usr/local/sbin/oncall-facts processes /etc/shadow',
      'sudo -n -u www-data /usr/bin/id',
      'sudo -n APACHE_CONFDIR=/tmp /usr/sbin/apachectl configtest',
    ];
    for (const attack of attacks) {
      const { exit, output } = await exec('web-2', ['su', '-s', '/bin/sh', 'oncall', '-c', attack]);
      expect([attack, exit === 0, /password is required|not allowed|usage|unknown/i.test(output)]).toEqual([
        attack,
        false,
        true,
      ]);
    }
  });
});

describe('an approved reload of a real host', () => {
  let practice: Practice;
  let state: string;

  beforeAll(async () => {
    await resetHost('web-2');
    state = mkdtempSync(join(tmpdir(), 'oncall-lab-'));
    practice = await openPractice({ state, hosts: await benchHosts(), logLevel: 'silent' });
  });

  afterAll(async () => {
    await practice?.stop();
    rmSync(state, { recursive: true, force: true });
  });

  async function card(root: string): Promise<string> {
    const { driver } = practice.workbench;
    const found = await driver.waitFor(
      () => driver.messages(CHANNEL, root).find((one) => visibleText(one).includes('approve?')),
      60_000,
    );
    return found.ts;
  }

  async function ask(text: string): Promise<string> {
    const { driver } = practice.workbench;
    const before = driver.messages(CHANNEL).length;
    expect(await driver.command({ user: 'U0ROBIN', channel: CHANNEL, text })).toMatchObject({ ok: true });
    return (await driver.waitFor(() => driver.messages(CHANNEL)[before], 10_000)).ts;
  }

  async function ended(root: string): Promise<string> {
    const { driver } = practice.workbench;
    const done = await driver.waitFor(
      () => driver.messages(CHANNEL, root).find((one) => one.ts === root && /^(✅|🔴|🟠|⚪)/u.test(visibleText(one))),
      60_000,
    );
    return visibleText(done);
  }

  it('runs what was approved, and is verified on the host', async () => {
    const before = await exec('web-2', ['cat', '/run/apache2/apache2.pid']);
    const root = await ask('reload web-2');
    const ts = await card(root);
    await practice.workbench.driver.click({
      user: 'U0ALEX',
      channel: CHANNEL,
      ts,
      actionId: 'approval:approve',
      confirm: true,
    });

    expect(await ended(root)).toContain('done and verified');
    const after = await exec('web-2', ['cat', '/run/apache2/apache2.pid']);
    expect(after.output).toBe(before.output);
    expect((await exec('web-2', ['grep', '-c', 'AH00493', '/var/log/apache2/error.log'])).output.trim()).toBe('1');
  });

  it('is void when the configuration changed between card and click', async () => {
    const root = await ask('reload web-2');
    const ts = await card(root);
    await exec('web-2', ['bash', '-c', 'echo "# changed" >>/etc/apache2/conf-available/servername.conf']);
    await practice.workbench.driver.click({
      user: 'U0ALEX',
      channel: CHANNEL,
      ts,
      actionId: 'approval:approve',
      confirm: true,
    });

    expect(await ended(root)).toContain('void');
    expect((await exec('web-2', ['grep', '-c', 'AH00493', '/var/log/apache2/error.log'])).output.trim()).toBe('1');
  });

  it('is refused when a reload would end the server although the syntax is fine', async () => {
    await exec('web-2', ['bash', '-c', 'a2dismod -q mpm_event; a2enmod -q mpm_worker']);
    const root = await ask('reload web-2');
    const { driver } = practice.workbench;
    const refused = await driver.waitFor(
      () => driver.messages(CHANNEL, root).find((one) => visibleText(one).includes('MPM cannot change')),
      60_000,
    );
    expect(visibleText(refused)).toContain('Nothing was changed');
  });
});
