import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BalancerSettings, RolloutSettings } from '../../src/model/rollout.ts';
import { handsOn, type Thread } from '../support/bench-hands.ts';
import { buttonsOf, readable } from '../support/bench-text.ts';
import { installKit, openEyes } from './eyes.ts';
import { BALANCER, type Fleet, HAPROXY_PORT, openFleet, PROXY_PORT, setUpBalancers, startClients } from './fleet.ts';
import { down, exec, labHosts, resetHost, up } from './lab.ts';

const approve = 'approval:approve';
const HOSTS = 5;

let balancers: { readonly haproxy: BalancerSettings; readonly manager: BalancerSettings };
let addresses: ReadonlyMap<string, string>;

beforeAll(async () => {
  await up(HOSTS);
  const eyes = await openEyes();
  const hosts = await labHosts();
  addresses = new Map(hosts.map(({ name, address }) => [name, address]));
  for (const { name } of hosts) await installKit(eyes, name);
  await eyes.close();
  balancers = await setUpBalancers();
});

afterAll(async () => {
  await down();
});

/** How often each host was reloaded since it booted, by its own log. */
async function reloads(names: readonly string[]): Promise<readonly number[]> {
  const count = "grep -cE 'AH00493|AH00171' /var/log/apache2/error.log || true";
  return Promise.all(names.map(async (name) => Number((await exec(name, ['sh', '-c', count])).output)));
}

async function fleet(settings: Partial<RolloutSettings>, onTestFinished: (close: () => Promise<void>) => void) {
  const opened: Fleet = await openFleet(settings);
  onTestFinished(() => opened.close());
  const bot = await opened.start();
  const hands = handsOn(opened.workbench);
  async function card() {
    const thread = await hands.ask('U0ROBIN', 'reload group:web');
    const message = await thread.reply(/approve\?|no rollout is offered/);
    expect(readable(message)).toContain('approve?');
    return { thread, message };
  }
  /** Waits longer than hands do: four hosts take a minute on a busy machine. */
  async function ends(thread: Thread): Promise<string> {
    const { driver } = opened.workbench;
    return driver.waitFor(() => (/^(?:✅|🔴|🟠 .*stopped)/u.test(thread.root()) ? thread.root() : undefined), 240_000);
  }
  return { ...opened, bot, hands, card, ends };
}

function addressOf(name: string): string {
  return addresses.get(name) ?? '';
}

async function state(name: string): Promise<string> {
  const show = "echo 'show servers state web' | socat - /run/haproxy/admin.sock";
  const { output } = await exec(BALANCER, ['sh', '-c', show]);
  return (
    output
      .split('\n')
      .find((line) => line.includes(` ${name} `))
      ?.split(' ')
      .slice(5, 7)
      .join(' ') ?? ''
  );
}

describe('a rolling reload of real hosts', () => {
  it('fails no request of clients with a new connection each, asked of every host directly', async ({
    onTestFinished,
  }) => {
    const { card, hands, ends, members } = await fleet({}, onTestFinished);
    const before = await reloads(members);
    const { thread, message } = await card();
    const stop = startClients(members.map(addressOf), { clients: 2, pauseMs: 25 });
    await hands.press('U0ALEX', message, approve);
    await ends(thread);
    const tallies = await stop();
    expect(thread.root()).toMatch(/all 4 done and verified on the host/);
    for (const [address, { failed, sent }] of Object.entries(tallies)) {
      expect({ address, failed }).toEqual({ address, failed: {} });
      expect(sent).toBeGreaterThan(100);
    }
    expect(await reloads(members)).toEqual(before.map((count) => count + 1));
  });

  it.each([
    ['haproxy', HAPROXY_PORT],
    ['manager', PROXY_PORT],
  ] as const)(
    'takes each host out of rotation at %s and puts it back, without a failed request',
    async (which, port) => {
      const { card, hands, ends, members, close } = await fleet({ balancers: [balancers[which]] }, () => undefined);
      try {
        const { thread, message } = await card();
        expect(readable(message)).toContain(which === 'haproxy' ? 'haproxy-set' : 'manager-set');
        const stop = startClients([`${addressOf(BALANCER)}:${port}`], { clients: 4, pauseMs: 20 });
        await hands.press('U0ALEX', message, approve);
        await ends(thread);
        const [tally] = Object.values(await stop());
        expect(thread.replies().join('\n')).toMatch(/✅ web-2 verified.*in rotation/);
        expect(thread.root()).toMatch(/all 4 done/);
        expect(tally?.failed).toEqual({});
        if (which === 'haproxy') expect(await Promise.all(members.map(state))).toEqual(members.map(() => '2 0'));
      } finally {
        await close();
      }
    },
  );

  it('goes two at a time where the floor has room, each taken out and let in by itself', async ({ onTestFinished }) => {
    const settings = { balancers: [balancers.haproxy], batch: 2, floor: '50%' } as const;
    const { card, hands, ends, members } = await fleet(settings, onTestFinished);
    const before = await reloads(members);
    const { thread, message } = await card();
    expect(readable(message)).toContain('Then 2 at a time: web-3 + web-4, web-5');
    const stop = startClients([`${addressOf(BALANCER)}:${HAPROXY_PORT}`], { clients: 4, pauseMs: 20 });
    await hands.press('U0ALEX', message, approve);
    expect(await ends(thread)).toMatch(/all 4 done/);
    const [tally] = Object.values(await stop());
    expect(tally?.failed).toEqual({});
    expect(await reloads(members)).toEqual(before.map((count) => count + 1));
  });

  it.each([
    'sudo -n /usr/local/sbin/oncall-balancer',
    'sudo -n /usr/local/sbin/oncall-balancer haproxy-set /run/haproxy/admin.sock web web-2 maint',
    'sudo -n /usr/local/sbin/oncall-balancer haproxy-set /run/haproxy/admin.sock web web-9 drain',
    'sudo -n /usr/local/sbin/oncall-balancer haproxy-set /run/haproxy/admin.sock other web-2 drain',
    'sudo -n /usr/local/sbin/oncall-balancer haproxy-show /run/haproxy/admin.sock web web',
    'sudo -n /usr/local/sbin/oncall-balancer manager-show http://127.0.0.1:8081/server-status',
    'sudo -n /bin/sh /usr/local/sbin/oncall-balancer',
    'sudo -n PATH=/tmp /usr/local/sbin/oncall-balancer haproxy-show /run/haproxy/admin.sock web',
    'echo "disable server web/web-2" | socat - /run/haproxy/admin.sock',
    'echo >>/usr/local/sbin/oncall-balancer',
  ])('the rules of the balancer’s host grant no more than its calls: %s', async (attack) => {
    const { exit, output } = await exec(BALANCER, [
      'su',
      '-s',
      '/bin/bash',
      'oncall',
      '-c',
      `set -o pipefail; ${attack}`,
    ]);
    expect([exit === 0, /password is required|not allowed|Permission denied/i.test(output)]).toEqual([false, true]);
  });

  it('stops at a host that changed after it was planned, puts it back untouched, and leaves the rest', async ({
    onTestFinished,
  }) => {
    const { card, hands, ends, members } = await fleet({ balancers: [balancers.haproxy] }, onTestFinished);
    const before = await reloads(members);
    const { thread, message } = await card();
    await exec('web-4', ['sh', '-c', 'echo "# changed" >>/etc/apache2/conf-available/servername.conf']);
    await hands.press('U0ALEX', message, approve);
    expect(await ends(thread)).toMatch(/^🟠.*stopped: 2 of 4 verified, 0 failed, 2 not changed/u);
    const told = thread.replies().join('\n');
    expect(told).toMatch(/⛔ web-4 not changed: The host is not what the plan was made for: Configuration hash/);
    expect(told).toMatch(/It was put back into rotation/);
    expect(told).toMatch(/⚪ web-5 not begun/);
    expect(await state('web-4')).toBe('2 0');
    expect(await reloads(members)).toEqual(before.map((count, index) => count + (index < 2 ? 1 : 0)));
  });

  it('keeps a host that fails its verification out of rotation, and says so', async ({ onTestFinished }) => {
    const { card, hands, ends, members } = await fleet({ balancers: [balancers.haproxy] }, onTestFinished);
    await resetHost('web-4');
    const { thread, message } = await card();
    const kill =
      'while ! grep -q AH00493 /var/log/apache2/error.log; do sleep 0.02; done; systemctl kill -s KILL apache2; sleep 1; systemctl stop apache2';
    const killing = exec('web-4', ['sh', '-c', kill], 120_000);
    await hands.press('U0ALEX', message, approve);
    expect(await ends(thread)).toMatch(/^🔴.*stopped: 2 of 4 verified, 1 failed, 1 not changed/u);
    await killing;
    expect(thread.replies().join('\n')).toMatch(/🔴 web-4 failed.*out of rotation and stays so/);
    expect(await state('web-4')).toMatch(/ 8$/);
    const again = await hands.ask('U0ROBIN', 'reload group:web');
    expect(readable(await again.reply(/no rollout is offered/))).toMatch(/1 of 4 hosts cannot be done now/);
    await resetHost('web-4');
    await exec(BALANCER, ['sh', '-c', "echo 'set server web/web-4 state ready' | socat - /run/haproxy/admin.sock"]);
    expect(members).toHaveLength(4);
  });

  it('pauses, resumes and stops between two hosts', async ({ onTestFinished }) => {
    const { card, hands, ends, members } = await fleet({}, onTestFinished);
    const before = await reloads(members);
    const { thread, message } = await card();
    await hands.press('U0ALEX', message, approve);
    const progress = await thread.reply(/web-2 being changed/);
    await hands.press('U0ROBIN', progress, 'rollout:pause');
    const paused = await thread.reply(/Paused\. Somebody paused it\./);
    expect(buttonsOf(paused)).toEqual(['Resume', 'Stop']);
    const done = await reloads(members);
    expect(done[3]).toBe(before[3]);
    await hands.press('U0SAM', paused, 'rollout:resume');
    const going = await thread.reply(/web-\d being changed/);
    await hands.press('U0ROBIN', going, 'rollout:stop');
    expect(await ends(thread)).toMatch(/^🟠.*stopped: [123] of 4 verified, 0 failed/u);
  });

  it('killed in the middle goes on, and reloads no host twice', async ({ onTestFinished }) => {
    const { card, hands, ends, members, bot, start } = await fleet({}, onTestFinished);
    const before = await reloads(members);
    const { thread, message } = await card();
    await hands.press('U0ALEX', message, approve);
    await thread.reply(/✅ web-2 verified[\s\S]*web-3 being changed/);
    await bot.kill();
    await start();
    await ends(thread);
    const after = await reloads(members);
    expect(after.every((count, index) => count - (before[index] ?? 0) <= 1)).toBe(true);
    expect(thread.root()).toMatch(/all 4 done|stopped/);
    expect(thread.replies()).toHaveLength(2);
  });
});
