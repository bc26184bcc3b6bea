import { describe, it } from 'vitest';
import { type Bench, openBench, type Setting } from '../support/bench.ts';
import { type Hands, handsOn } from '../support/bench-hands.ts';
import { buttonsOf, readable } from '../support/bench-text.ts';

const approve = 'approval:approve';

async function open(
  setting: Setting,
  onTestFinished: (close: () => Promise<void>) => void,
): Promise<Bench & { hands: Hands }> {
  const bench = await openBench(setting);
  onTestFinished(() => bench.close());
  return { ...bench, hands: handsOn(bench.workbench) };
}

function times(count: number, act: () => void): void {
  for (let done = 0; done < count; done += 1) act();
}

describe.concurrent('when Slack is in trouble', () => {
  it('a storm of rate limits while a plan waits delays its end, and loses nothing', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands, hosts, workbench } = await open({ hosts: ['web-06'] }, onTestFinished);
    const card = await hands.card('web-06');
    times(4, () => workbench.faults.rateLimitNext('chat.update', 1));
    times(2, () => workbench.faults.rateLimitNext('chat.postMessage', 1));
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.rootSays(/^✅/u);
    expect(card.now()).toMatch(/approved by @U0ALEX/);
    await card.thread.reply(/done and verified on the host/);
    expect(hosts.host('web-06').changes()).toBe(1);
  });

  it('a failing post of the root is repeated, and the verdict still comes', async ({ expect, onTestFinished }) => {
    const { hands, workbench } = await open({ hosts: ['web-03'] }, onTestFinished);
    workbench.faults.serverErrorNext('chat.postMessage');
    const thread = await hands.ask('U0ROBIN', 'diagnose web-03');
    expect(await thread.rootSays(/^🟠/u)).toContain('OOM killer');
    expect(hands.threads()).toHaveLength(1);
  });

  it('a post that Slack took without saying so is repeated with a note, and the thread goes on under the second', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands, workbench } = await open({ hosts: ['web-03'] }, onTestFinished);
    workbench.faults.resetAfterAcceptNext('chat.postMessage');
    await workbench.driver.command({ user: 'U0ROBIN', channel: 'C0INCIDENTS', text: 'diagnose web-03' });
    const second = await workbench.driver.waitFor(() => hands.threads()[1]);
    expect(readable(second)).toMatch(/twice|again|repeat/i);
    await hands.thread(second.channel, second.ts).rootSays(/🟠/u);
  });

  it('a failing edit is repeated until the verdict stands', async ({ expect, onTestFinished }) => {
    const { hands, workbench } = await open({ hosts: ['web-03'] }, onTestFinished);
    const thread = await hands.ask('U0ROBIN', 'diagnose web-03');
    times(2, () => workbench.faults.serverErrorNext('chat.update'));
    expect(await thread.rootSays(/^🟠/u)).toContain('OOM killer');
    await thread.reply(/^🟠 web-03: SERVING · The kernel’s OOM killer/u);
  });

  it('a message that may no longer be edited is posted again in its thread', async ({ expect, onTestFinished }) => {
    const { hands, hosts, workbench } = await open({ hosts: ['web-03'] }, onTestFinished);
    const held = hosts.host('web-03').hold(({ sections }) => sections.length > 1);
    const thread = await hands.ask('U0ROBIN', 'diagnose web-03');
    await held.arrived;
    times(6, () => workbench.faults.refuseNext('chat.update', 'edit_window_closed'));
    held.release();
    const verdict = await thread.reply(/^🟠 web-03: SERVING · The kernel’s OOM killer/u);
    expect(verdict.threadTs).toBe(thread.ts);
    expect(thread.messages()[1]?.ts).not.toBe(verdict.ts);
  });

  it('a card that may no longer be edited is followed by one without buttons, and its old buttons change nothing', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands, hosts, workbench } = await open({ hosts: ['web-06'] }, onTestFinished);
    const card = await hands.card('web-06');
    workbench.faults.refuseNext('chat.update', 'edit_window_closed');
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.rootSays(/^✅/u);
    expect(card.thread.replies().filter((text) => /approved by @U0ALEX/.test(text))).toHaveLength(1);
    expect(buttonsOf(card.message)).toContain('Approve');
    const late = await hands.whisperAfter('U0SAM', () => hands.press('U0SAM', card.message, approve));
    expect(readable(late)).toContain('Too late: this plan was approved by @U0ALEX');
    expect(hosts.host('web-06').changes()).toBe(1);
  });

  it('a lost connection in the middle of a look costs nothing, and the next command is heard again', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands, hosts, workbench } = await open({ hosts: ['web-03'] }, onTestFinished);
    const held = hosts.host('web-03').hold(({ sections }) => sections.length > 1);
    const thread = await hands.ask('U0ROBIN', 'diagnose web-03');
    await held.arrived;
    expect(workbench.faults.dropSockets()).toBeGreaterThan(0);
    held.release();
    expect(await thread.rootSays(/^🟠/u)).toContain('OOM killer');
    const again = async () =>
      (await workbench.driver.command({ user: 'U0SAM', channel: 'C0INCIDENTS', text: 'hosts' })).ok;
    await expect.poll(again, { interval: 500 }).toBe(true);
  });
});
