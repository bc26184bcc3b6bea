import { join } from 'node:path';
import { describe, it } from 'vitest';
import { openBench, ruled, type Setting, setStage } from '../support/bench.ts';
import { type Hands, handsOn, type Thread } from '../support/bench-hands.ts';
import { audited, readRecord } from '../support/bench-record.ts';
import { buttonsOf, readable, steady } from '../support/bench-text.ts';
import { type BotProcess, startBotProcess } from '../support/bot-process.ts';

const golden = (name: string) => join(import.meta.dirname, 'golden', `${name}.txt`);
const approve = 'approval:approve';

/** Three hosts that can be reloaded, with nothing to wait for in between. */
const three: Setting = {
  hosts: ['web-61', 'web-62', 'web-63'].map((name) => ({ name, twinOf: 'web-06' })),
  rollouts: [{ group: 'practice', canary: 'web-62', settleSeconds: 0 }],
};

type Finish = (close: () => Promise<void>) => void;

async function bench(setting: Partial<Setting>, onTestFinished: Finish) {
  const opened = await openBench({ ...three, ...setting });
  onTestFinished(() => opened.close());
  return { ...opened, hands: handsOn(opened.workbench) };
}

async function card(hands: Hands): Promise<{ thread: Thread; ts: string; channel: string }> {
  const thread = await hands.ask('U0ROBIN', 'reload group:practice');
  const { ts, channel } = await thread.reply(/approve\?/);
  await thread.rootSays(/waits for approval/);
  return { thread, ts, channel };
}

describe.concurrent('a rollout', () => {
  it('is one card that holds every host, and goes through all of them in order', async ({ expect, onTestFinished }) => {
    const { hands, hosts, stopBot, state } = await bench({}, onTestFinished);
    const { thread, ...at } = await card(hands);
    const shown = await thread.reply(/approve\?/);
    expect(buttonsOf(shown)).toEqual(['Approve', 'Deny']);
    await expect(`${steady(readable(shown))}\n`).toMatchFileSnapshot(golden('rollout-card'));
    expect(await hands.press('U0ALEX', at, approve)).toEqual({ ok: true });
    await thread.rootSays(/^✅.*all 3 done and verified/u);
    expect(['web-61', 'web-62', 'web-63'].map((name) => hosts.host(name).changes())).toEqual([1, 1, 1]);
    expect(thread.replies()).toHaveLength(2);
    await expect(`${steady(thread.replies().join('\n\n'))}\n`).toMatchFileSnapshot(golden('rollout-done'));

    await stopBot();
    const { runs, auditWhole } = await readRecord({ state });
    const steps = runs.find(({ run }) => run.flow === 'rollout')?.steps ?? [];
    expect(steps.filter(({ action }) => action === 'apply-plan').map(({ host }) => host)).toEqual([
      'web-62',
      'web-61',
      'web-63',
    ]);
    expect(auditWhole).toBe(true);
  });

  it('is not offered while one host cannot be done, and a dry run shows what the others would get', async ({
    expect,
    onTestFinished,
  }) => {
    const hostsWithOneSick = [...three.hosts, 'web-05'];
    const { hands, hosts } = await bench({ hosts: hostsWithOneSick }, onTestFinished);
    const thread = await hands.ask('U0ROBIN', 'reload group:practice');
    const refusal = await thread.reply(/no rollout is offered/);
    expect(readable(refusal)).toMatch(/1 of 4 hosts cannot be done now\. Nothing was changed\./);
    expect(readable(refusal)).toMatch(/web-05: .*KeepAlive must be On or Off/);
    expect(buttonsOf(refusal)).toEqual([]);
    const dry = await hands.ask('U0ROBIN', 'reload group:practice --dry-run');
    const shown = await dry.reply(/dry run/);
    expect(readable(shown)).toContain('web-05');
    expect(buttonsOf(shown)).toEqual([]);
    expect(hosts.host('web-61').changes()).toBe(0);
  });

  it('stops at the first host that cannot be done, and leaves the rest as it is', async ({
    expect,
    onTestFinished,
  }) => {
    const held = { exit: 75, text: 'pid 4711, somebody else, since 2026-11-21T10:00:00Z\n' };
    const change = { lock: held, command: { exit: 0, text: '' } };
    const [first, , third] = three.hosts;
    const hosts = [first ?? '', third ?? '', { name: 'web-62', like: 'web-06', change }];
    const rollouts = [{ group: 'practice', settleSeconds: 0 }];
    const bed = await bench({ hosts, rollouts }, onTestFinished);
    const { thread, ...at } = await card(bed.hands);
    await bed.hands.press('U0ALEX', at, approve);
    await thread.rootSays(/^🟠.*stopped: 1 of 3 verified, 0 failed, 2 not changed/u);
    const result = thread.replies().join('\n');
    expect(result).toMatch(/✅ web-61 verified/);
    expect(result).toMatch(/⛔ web-62 not changed: Another change holds the host: pid 4711, somebody else/);
    expect(result).toMatch(/⚪ web-63 not begun/);
    expect(bed.hosts.host('web-63').changes()).toBe(0);
  });

  it('pauses between two hosts, and goes on when an approver resumes it', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await bench({}, onTestFinished);
    const { thread, ...at } = await card(hands);
    const held = hosts.host('web-62').hold(({ changes }) => changes);
    await hands.press('U0ALEX', at, approve);
    await held.arrived;
    const progress = await thread.reply(/0 of 3 verified/);
    await hands.press('U0KIM', progress, 'rollout:pause');
    await thread.reply(/Pauses as soon as what is under way has ended/);
    held.release();
    const paused = await thread.reply(/1 of 3 verified[\s\S]*Paused\. Somebody paused it\./);
    expect(buttonsOf(paused)).toEqual(['Resume', 'Stop']);
    expect(hosts.host('web-61').changes()).toBe(0);
    const answer = await hands.whisperAfter('U0KIM', () => hands.press('U0KIM', paused, 'rollout:resume'));
    expect(readable(answer)).toContain('You are not among those who may approve this.');
    await hands.press('U0SAM', paused, 'rollout:resume');
    await thread.rootSays(/^✅/u);
    expect(['web-61', 'web-62', 'web-63'].map((name) => hosts.host(name).changes())).toEqual([1, 1, 1]);
  });

  it('stops between two hosts when somebody presses Stop', async ({ expect, onTestFinished }) => {
    const { hands, hosts, stopBot, state } = await bench({}, onTestFinished);
    const { thread, ...at } = await card(hands);
    const held = hosts.host('web-62').hold(({ changes }) => changes);
    await hands.press('U0ALEX', at, approve);
    await held.arrived;
    const progress = await thread.reply(/0 of 3 verified/);
    await hands.press('U0ROBIN', progress, 'rollout:stop');
    await thread.reply(/Stops as soon as/);
    held.release();
    await thread.rootSays(/^🟠.*stopped: 1 of 3 verified, 0 failed, 2 not changed/u);
    expect(['web-61', 'web-62', 'web-63'].map((name) => hosts.host(name).changes())).toEqual([0, 1, 0]);
    await stopBot();
    const left = await readRecord({ state });
    expect(audited(left, 'rollout-control').map(({ who }) => who.id)).toEqual(['U0ROBIN']);
  });

  it('pauses by itself when too few hosts are healthy', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await bench({}, onTestFinished);
    const { thread, ...at } = await card(hands);
    const held = hosts.host('web-62').hold(({ changes }) => changes);
    await hands.press('U0ALEX', at, approve);
    await held.arrived;
    await hosts.host('web-63').close();
    held.release();
    const paused = await thread.reply(/Only 1 of the other hosts is healthy/);
    expect(readable(paused)).toMatch(/the floor is 2: web-63 cannot be reached/);
    await hands.press('U0SAM', paused, 'rollout:stop');
    await thread.rootSays(/^🟠.*stopped/u);
    expect(hosts.host('web-61').changes()).toBe(0);
  });

  it('that cuts requests takes two different people, and begins with neither of them alone', async ({
    expect,
    onTestFinished,
  }) => {
    const approvals = { rules: [ruled({ tiers: ['disruptive'] })] };
    const { hands, hosts } = await bench({ approvals }, onTestFinished);
    const thread = await hands.ask('U0ROBIN', 'restart group:practice');
    const shown = await thread.reply(/approve\?/);
    expect(readable(shown)).toContain('it takes two different people');
    await hands.press('U0ALEX', shown, approve);
    const half = await thread.reply(/Approved once/);
    const answer = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', half, approve));
    expect(readable(answer)).toMatch(/approved/i);
    expect(thread.replies()).toHaveLength(1);
    expect(hosts.host('web-62').changes()).toBe(0);
    await hands.press('U0SAM', half, approve);
    await thread.reply(/of 3 verified/);
  });

  it('that does not fit on the card opens whole first, and its own hooks run around every host', async ({
    expect,
    onTestFinished,
  }) => {
    const long = 'x'.repeat(1_800);
    const own = { kind: 'command', host: 'web-63', seconds: 5 } as const;
    const hooks = { ...own, before: ['/bin/out', long, '{host}'], after: ['/bin/in', long, '{host}'] } as const;
    const rollouts = [{ group: 'shop', settleSeconds: 0, balancers: [hooks] }];
    const moreHosts = () => 'groups:\n  shop: [web-61, web-62]\n';
    const { hands, hosts, workbench } = await bench({ rollouts, moreHosts }, onTestFinished);
    const thread = await hands.ask('U0ROBIN', 'reload group:shop');
    const closed = await thread.reply(/cannot be shown whole on a card/);
    expect(buttonsOf(closed)).toEqual(['Open the whole rollout', 'Deny']);
    await hands.press('U0ALEX', closed, 'approval:open');
    const modal = await workbench.driver.waitFor(() => workbench.driver.modals('U0ALEX').at(-1));
    expect(JSON.stringify(modal.view)).toContain(`/bin/out ${long} web-62`);
    await workbench.driver.submitModal({ user: 'U0ALEX', viewId: modal.id, state: {} });
    await thread.rootSays(/^✅.*all 2 done/u);
    expect(hosts.host('web-63').changes()).toBe(4);
    expect(thread.replies().join('\n')).toMatch(/web-61 verified, in rotation/);
  });

  it('does not touch a host that could not be taken out of rotation', async ({ expect, onTestFinished }) => {
    const failing = { lock: { exit: 0, text: '' }, command: { exit: 3, text: 'no such pool' } };
    const [one, two] = three.hosts;
    const hosts = [one ?? '', two ?? '', { name: 'web-63', like: 'web-06', change: failing }];
    const hook = { kind: 'command', host: 'web-63', before: ['/bin/out', '{host}'], seconds: 5 } as const;
    const rollouts = [{ group: 'shop', settleSeconds: 0, balancers: [hook] }];
    const moreHosts = () => 'groups:\n  shop: [web-61, web-62]\n';
    const bed = await bench({ hosts, rollouts, moreHosts }, onTestFinished);
    const thread = await bed.hands.ask('U0ROBIN', 'reload group:shop');
    const shown = await thread.reply(/approve\?/);
    await bed.hands.press('U0ALEX', shown, approve);
    await thread.rootSays(/^🟠.*stopped: 0 of 2 verified, 0 failed, 2 not changed/u);
    expect(thread.replies().join('\n')).toMatch(/could not be taken out of rotation: exit 3: no such pool/);
    expect(['web-61', 'web-62'].map((name) => bed.hosts.host(name).changes())).toEqual([0, 0]);
  });

  it('killed in the middle goes on where it was and does no host twice', async ({ expect, onTestFinished }) => {
    const stage = await setStage(three);
    const started: BotProcess[] = [];
    onTestFinished(async () => {
      for (const bot of started) await bot.kill();
      await stage.close();
    });
    const start = async () => {
      const bot = await startBotProcess(stage);
      started.push(bot);
      return bot;
    };
    const first = await start();
    const hands = handsOn(stage.workbench);
    const { thread, ...at } = await card(hands);
    const held = stage.hosts.host('web-61').hold(({ changes }) => changes);
    await hands.press('U0ALEX', at, approve);
    await held.arrived;
    await first.kill();
    held.release();
    await start();
    await thread.rootSays(/^✅.*all 3 done/u);
    expect(['web-61', 'web-62', 'web-63'].map((name) => stage.hosts.host(name).changes())).toEqual([1, 1, 1]);
    expect(thread.replies()).toHaveLength(2);
  });
});
