import type { App } from '@slack/bolt';
import { SocketModeReceiver } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkbenchOptions } from '../../src/workbench/server.ts';
import { type Running, startWithBolt } from './workbench-bolt.ts';

const CHANNEL = 'C0INCIDENTS';
const running: Running[] = [];

async function start(register: (app: App) => void, options: WorkbenchOptions = {}): Promise<Running> {
  const started = await startWithBolt(options, register);
  running.push(started);
  return started;
}

afterEach(async () => {
  for (const item of running.splice(0)) await item.stop();
});

const card = [
  {
    type: 'actions' as const,
    elements: [
      { type: 'button' as const, action_id: 'plan_approve', text: { type: 'plain_text' as const, text: 'Approve' } },
    ],
  },
];

describe('acknowledgement and delivery', () => {
  it('shows Slack’s failure text when nobody acknowledges in time, and tolerates the late acknowledgement', async () => {
    const late = Promise.withResolvers<void>();
    const acknowledged = Promise.withResolvers<void>();
    const { workbench, app } = await start(
      (app) => {
        app.command('/apache', async ({ ack }) => {
          await late.promise;
          await ack({ text: 'too late' });
          acknowledged.resolve();
        });
      },
      { ackTimeoutMs: 60 },
    );
    const outcome = await workbench.driver.command({ user: 'U0ROBIN', channel: CHANNEL, text: 'diagnose web-03' });
    late.resolve();
    await acknowledged.promise;
    await app.client.chat.postMessage({ channel: CHANNEL, text: 'behind the acknowledgement' });
    expect(outcome).toEqual({ ok: false, failure: '/apache failed with the error "operation_timeout"' });
    expect(workbench.driver.ephemerals('U0ROBIN').map((message) => message.text)).toEqual([
      '/apache failed with the error "operation_timeout"',
    ]);
  });

  it('answers from the acknowledgement, ephemerally unless it says otherwise', async () => {
    const { workbench } = await start((app) => {
      app.command('/apache', async ({ ack, command }) => {
        if (command.text === 'all') await ack({ text: 'for all', response_type: 'in_channel' });
        else await ack('for one');
      });
    });
    const { driver } = workbench;
    await driver.command({ user: 'U0ROBIN', channel: 'C0RANDOM', text: 'one' });
    await driver.command({ user: 'U0ROBIN', channel: 'C0RANDOM', text: 'all' });
    expect(driver.ephemerals('U0ROBIN').map((message) => message.text)).toEqual(['for one']);
    expect(driver.messages('C0RANDOM').map((message) => message.text)).toEqual(['for all']);
  });

  it('fails with dispatch_failed while no socket is up, and works again after the reconnect', async () => {
    let acked = 0;
    const { workbench, receiver } = await start((app) => {
      app.command('/apache', async ({ ack }) => {
        await ack();
        acked += 1;
      });
    });
    const back = new Promise((resolve) => receiver.client.once('connected', resolve));
    expect(workbench.faults.dropSockets()).toBe(1);
    const typed = { user: 'U0ROBIN', channel: CHANNEL, text: 'help' };
    await new Promise((resolve) => receiver.client.once('close', resolve));
    expect(await workbench.driver.command(typed)).toEqual({
      ok: false,
      failure: '/apache failed with the error "dispatch_failed"',
    });
    await back;
    expect(await workbench.driver.command(typed)).toEqual({ ok: true });
    expect(acked).toBe(1);
  });

  it('makes the client reconnect when a connection is recycled', async () => {
    const { workbench, receiver } = await start((app) => {
      app.command('/apache', async ({ ack }) => ack());
    });
    const back = new Promise((resolve) => receiver.client.once('connected', resolve));
    workbench.faults.refreshSockets();
    await back;
    expect(await workbench.driver.command({ user: 'U0ROBIN', channel: CHANNEL, text: 'help' })).toEqual({ ok: true });
  });

  it('delivers an envelope twice, and a double click as two clicks with their own trigger ids, on demand', async () => {
    const triggers: string[] = [];
    const { workbench, app } = await start((bolt) => {
      bolt.command('/apache', async ({ ack, command }) => {
        await ack();
        triggers.push(command.trigger_id);
      });
      bolt.action('plan_approve', async ({ ack, body }) => {
        await ack();
        if (body.type === 'block_actions') triggers.push(body.trigger_id);
      });
    });
    const { driver, faults } = workbench;
    faults.duplicateNextEnvelope();
    await driver.command({ user: 'U0ROBIN', channel: CHANNEL, text: 'help' });
    await expect.poll(() => triggers.length).toBe(2);
    expect(new Set(triggers).size).toBe(1);

    const posted = await app.client.chat.postMessage({ channel: CHANNEL, text: 'plan', blocks: card });
    faults.doubleClickNext();
    await driver.click({
      user: 'U0SAM',
      channel: CHANNEL,
      ts: posted.ts ?? '',
      actionId: 'plan_approve',
      confirm: true,
    });
    await expect.poll(() => triggers.length).toBe(4);
    expect(new Set(triggers).size).toBe(3);
  });

  it('delivers each payload to exactly one of several connections', async () => {
    const first = await start((app) => {
      app.command('/apache', async ({ ack, client }) => {
        await ack();
        await client.chat.postMessage({ channel: CHANNEL, text: 'once' });
      });
    });
    const second = new SocketModeReceiver({
      appToken: first.workbench.appToken,
      installerOptions: { clientOptions: { slackApiUrl: first.workbench.slackApiUrl } },
    });
    second.init(first.app);
    await second.start();
    await first.workbench.driver.command({ user: 'U0ROBIN', channel: CHANNEL, text: 'help' });
    await first.workbench.driver.waitFor(() => first.workbench.driver.messages(CHANNEL).length === 1);
    await second.stop();
    expect(first.workbench.driver.messages(CHANNEL)).toHaveLength(1);
  });
});
