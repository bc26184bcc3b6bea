import type { App, BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import { readReviewValue, reviewAction } from '../slack/render/break-glass.ts';
import { approvalActions, readApprovalValue, readRun } from '../slack/render/button.ts';
import type { SlackMessage } from '../slack/render/message.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { ask, obeyButton } from './ask.ts';
import { markReviewed } from './break-glass.ts';
import { type Click, cardPlace, decide, openPlan } from './clicks.ts';
import { explainMessage } from './explain-message.ts';
import { registerRolloutButtons } from './rollout-clicks.ts';
import type { Services } from './services.ts';

/** Connects Slack to the handlers. Every listener acknowledges first: Slack waits three seconds and then shows an error. */
export function registerListeners(app: App, services: Services): void {
  registerCommands(app, services);
  registerButtons(app, services);
  registerRolloutButtons(app, services, (body) => clickOf(body, {}, services));
  registerShortcut(app, services);
}

function registerCommands(app: App, services: Services): void {
  app.command('/apache', async ({ ack, command, respond }) => {
    await ack();
    await ask(services, {
      id: command.trigger_id,
      text: command.text,
      userId: command.user_id,
      channel: command.channel_id,
      answer: (message) => answerWith(respond, message, services),
    });
  });

  app.event('app_mention', async ({ event, body }) => {
    const { user, channel, ts, text } = event;
    if (user === undefined) return;
    const threadTs = event.thread_ts ?? ts;
    await ask(services, {
      id: body.event_id,
      text,
      userId: user,
      channel,
      threadTs,
      answer: (message) => whisper(services, channel, user, message, threadTs),
    });
  });
}

function registerButtons(app: App, services: Services): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: /^run:[a-z-]+$/ },
    async ({ ack, body, action }) => {
      await ack();
      const run = readRun(action.value);
      const click = clickOf(body, action, services);
      if (run === undefined) await click.answer(renderDenial({ code: 'stale-button' }));
      else await obeyButton(services, { ...click, takesRoot: run.takesRoot }, run.intent);
    },
  );

  for (const verdict of ['approve', 'deny'] as const) {
    app.action<BlockAction<ButtonAction>>(approvalActions[verdict], async ({ ack, body, action }) => {
      await ack();
      await decide(services, clickOf(body, action, services), verdict);
    });
  }

  app.action<BlockAction<ButtonAction>>(reviewAction, async ({ ack, body, action }) => {
    await ack();
    await markReviewed(services, { ...clickOf(body, action, services), value: readReviewValue(action.value) });
  });

  app.action<BlockAction<ButtonAction>>(approvalActions.open, async ({ ack, body, action, client }) => {
    await ack();
    const modal = await openPlan(services, clickOf(body, action, services));
    if (modal !== undefined) await client.views.open({ trigger_id: body.trigger_id, view: modal });
  });

  app.view(approvalActions.approve, async ({ ack, body, view }) => {
    await ack();
    const value = readApprovalValue(view.private_metadata);
    const card = await cardPlace(services, value);
    const { id: userId } = body.user;
    const channel = card?.channel ?? '';
    const answer = (message: SlackMessage) => whisper(services, channel, userId, message);
    await decide(services, { id: view.id, text: '', userId, channel, value, answer }, 'approve');
  });
}

function registerShortcut(app: App, services: Services): void {
  app.shortcut('explain', async ({ ack, shortcut, respond }) => {
    await ack();
    if (shortcut.type !== 'message_action') return;
    await explainMessage(services, {
      id: shortcut.trigger_id,
      text: shortcut.message.text ?? '',
      userId: shortcut.user.id,
      channel: shortcut.channel.id,
      answer: (message) => answerWith(respond, message, services),
    });
  });
}

function clickOf(body: BlockAction<ButtonAction>, { value }: { readonly value?: string }, services: Services): Click {
  const { message } = body;
  const channel = body.channel?.id ?? '';
  const userId = body.user.id;
  const threadTs = threadOf(body);
  return {
    id: body.trigger_id,
    text: '',
    userId,
    channel,
    value: readApprovalValue(value),
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(message?.ts === undefined ? {} : { messageTs: message.ts }),
    answer: (answer) => whisper(services, channel, userId, answer, threadTs),
  };
}

/** The thread the button is in. What is whispered carries no message in the payload, and outside a thread it begins a new one. */
function threadOf({ message, container }: BlockAction<ButtonAction>): string | undefined {
  const thread: unknown = message?.['thread_ts'] ?? container['thread_ts'];
  return typeof thread === 'string' ? thread : message?.ts;
}

async function whisper(
  { gateway }: Services,
  channel: string,
  user: string,
  message: SlackMessage,
  threadTs?: string,
): Promise<void> {
  await gateway.ephemeral(channel, user, message, threadTs);
}

async function answerWith(respond: RespondFn, message: SlackMessage, { log }: Services): Promise<void> {
  try {
    await respond({
      text: message.text,
      blocks: [...message.blocks],
      response_type: 'ephemeral',
      replace_original: false,
    });
  } catch (error) {
    log.error({ err: error }, 'an ephemeral answer could not be delivered');
  }
}
