import type { App, BlockAction, SlashCommand } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkbenchOptions } from '../../src/workbench/server.ts';
import { visibleText } from '../support/visible-text.ts';
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

const card = (text: string, withButtons: boolean) => [
  { type: 'section' as const, text: { type: 'mrkdwn' as const, text } },
  ...(withButtons
    ? [
        {
          type: 'actions' as const,
          block_id: 'decide-1',
          elements: [
            {
              type: 'button' as const,
              action_id: 'plan_approve',
              value: 'plan-7',
              style: 'primary' as const,
              text: { type: 'plain_text' as const, text: 'Approve' },
              confirm: { text: { type: 'plain_text' as const, text: 'Reload web-03?' } },
            },
          ],
        },
      ]
    : []),
];

describe('the whole path', () => {
  it('goes from a command over a thread, updates, a click and a modal to the answer', async () => {
    const commands: SlashCommand[] = [];
    const clicks: BlockAction[] = [];
    const { workbench } = await start((app) => {
      app.command('/apache', async ({ ack, command, client }) => {
        await ack();
        commands.push(command);
        const root = await client.chat.postMessage({ channel: command.channel_id, text: 'Reload of web-03' });
        const thread_ts = root.ts ?? '';
        const post = await client.chat.postMessage({ channel: command.channel_id, thread_ts, text: 'Looking…' });
        const ts = post.ts ?? '';
        await client.chat.update({ channel: command.channel_id, ts, text: 'Plan', blocks: card('*The plan*', true) });
      });
      app.action('plan_approve', async ({ ack, body, client, respond }) => {
        await ack();
        if (body.type !== 'block_actions' || !body.message) return;
        clicks.push(body);
        const decided = card(`Approved by <@${body.user.id}>`, false);
        const channel = body.channel?.id ?? '';
        await client.chat.update({ channel, ts: body.message.ts, text: 'Approved', blocks: decided });
        await client.views.open({
          trigger_id: body.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'reason',
            title: { type: 'plain_text', text: 'Why?' },
            submit: { type: 'plain_text', text: 'Send' },
            blocks: [
              {
                type: 'input',
                block_id: 'why',
                label: { type: 'plain_text', text: 'Reason' },
                element: { type: 'plain_text_input', action_id: 'text', max_length: 50 },
              },
            ],
          },
        });
        await respond({ text: 'Noted.' });
      });
      app.view('reason', async ({ ack, view, client, body }) => {
        const given = view.state.values['why']?.['text']?.value ?? '';
        if (given === 'no') return ack({ response_action: 'errors', errors: { why: 'A real reason, please.' } });
        await ack();
        await client.chat.postEphemeral({ channel: CHANNEL, user: body.user.id, text: `reason: ${given}` });
      });
    });
    const { driver } = workbench;

    expect(await driver.command({ user: 'U0ROBIN', channel: CHANNEL, text: '/apache reload web-03' })).toEqual({
      ok: true,
    });
    const root = await driver.waitFor(() => driver.messages(CHANNEL)[0]);
    const plan = await driver.waitFor(() => driver.messages(CHANNEL, root.ts).find((message) => message.blocks));
    expect(await driver.click({ user: 'U0ALEX', channel: CHANNEL, ts: plan.ts, actionId: 'plan_approve' })).toEqual({
      ok: false,
      failure: 'the confirmation dialog was not accepted',
    });
    const press = { user: 'U0ALEX', channel: CHANNEL, ts: plan.ts, actionId: 'plan_approve', confirm: true };
    expect(await driver.click(press)).toEqual({ ok: true });

    const modal = await driver.waitFor(() => driver.modals('U0ALEX')[0]);
    const submit = (text: string) => driver.submitModal({ user: 'U0ALEX', viewId: modal.id, state: { why: { text } } });
    expect(await submit('')).toMatchObject({ ok: false, errors: { why: 'Please complete this required field.' } });
    expect(await submit('no')).toMatchObject({ ok: false, errors: { why: 'A real reason, please.' } });
    expect(await submit('load is gone')).toEqual({ ok: true });
    expect(driver.modals('U0ALEX')).toEqual([]);
    await driver.waitFor(() => driver.ephemerals('U0ALEX').length === 2);

    expect(commands[0]).toMatchObject({
      command: '/apache',
      text: 'reload web-03',
      user_id: 'U0ROBIN',
      team_id: workbench.teamId,
    });
    expect(clicks[0]).toMatchObject({
      user: { id: 'U0ALEX', team_id: workbench.teamId },
      container: { type: 'message', message_ts: plan.ts, channel_id: CHANNEL, thread_ts: root.ts, is_ephemeral: false },
      actions: [{ action_id: 'plan_approve', block_id: 'decide-1', value: 'plan-7', type: 'button' }],
    });
    expect(driver.messages(CHANNEL, root.ts).map(visibleText)).toEqual(['Reload of web-03', 'Approved by <@U0ALEX>']);
    expect(driver.ephemerals('U0ALEX').map((message) => message.text)).toEqual(['Noted.', 'reason: load is gone']);
    expect(driver.ephemerals('U0ROBIN')).toEqual([]);
    expect(await driver.click(press)).toMatchObject({
      ok: false,
      failure: 'the message has no control "plan_approve"',
    });
  });

  it('carries mentions from threads, attached files and message shortcuts', async () => {
    const { workbench } = await start((app) => {
      app.event('app_mention', async ({ event, client }) => {
        const thread_ts = event.thread_ts ?? event.ts;
        await client.files.uploadV2({
          channel_id: event.channel,
          thread_ts,
          filename: 'error.log',
          title: 'Error log of web-03',
          content: `heard: ${event.text}\n<script>`,
        });
      });
      app.shortcut('explain', async ({ ack, shortcut, client }) => {
        await ack();
        if (shortcut.type !== 'message_action') return;
        await client.chat.postMessage({
          channel: shortcut.channel.id,
          thread_ts: shortcut.message.ts,
          text: `explained: ${shortcut.message.text}`,
        });
      });
    });
    const { driver } = workbench;
    const said = await driver.say({ user: 'U0ROBIN', channel: CHANNEL, text: 'Is it <down>?' });
    const threadTs = said.ok ? (said.ts ?? '') : '';

    await driver.mention({ user: 'U0ROBIN', channel: CHANNEL, threadTs, text: 'diagnose web-03.example.com' });
    await driver.waitFor(() => driver.files(CHANNEL, threadTs).length > 0);
    await driver.shortcut({ user: 'U0SAM', channel: CHANNEL, ts: threadTs, callbackId: 'explain' });
    const explained = await driver.waitFor(() =>
      driver.messages(CHANNEL, threadTs).at(-1)?.text.startsWith('explained'),
    );

    expect(driver.files(CHANNEL, threadTs)).toMatchObject([
      {
        name: 'error.log',
        title: 'Error log of web-03',
        content: 'heard: <@U0APACHEBOT> diagnose <http://web-03.example.com|web-03.example.com>\n<script>',
      },
    ]);
    expect(explained).toBe(true);
    expect(driver.messages(CHANNEL, threadTs)[0]?.text).toBe('Is it &lt;down&gt;?');
  });

  it('refuses slash commands in threads and unknown commands in Slack’s words', async () => {
    const { workbench } = await start(() => undefined);
    const typed = { user: 'U0ROBIN', channel: CHANNEL };
    const inThread = await workbench.driver.command({ ...typed, threadTs: '1.000000', text: '/apache help' });
    expect(inThread).toEqual({ ok: false, failure: '/apache is not supported in threads. Sorry!' });
    expect(await workbench.driver.command({ ...typed, text: '/apachee' })).toMatchObject({ ok: false });
    expect(workbench.driver.ephemerals('U0ROBIN')).toHaveLength(2);
  });

  it('tells a person that the bot must be invited, and lets them invite it', async () => {
    const heard: string[] = [];
    const { workbench } = await start((app) => {
      app.event('app_mention', async ({ event }) => void heard.push(event.text));
    });
    const { driver } = workbench;
    const typed = { user: 'U0ROBIN', channel: 'C0RANDOM' };
    await driver.mention({ ...typed, text: 'one' });
    expect(driver.ephemerals('U0ROBIN')[0]?.text).toMatch(/not in this channel/);
    await driver.command({ ...typed, text: '/invite @apache' });
    await driver.mention({ ...typed, text: 'two' });
    expect(heard).toEqual(['<@U0APACHEBOT> two']);
  });
});
