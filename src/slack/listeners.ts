import type { App, BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import { defined } from '../lib/defined.ts';
import type { Face } from '../model/face/face.ts';
import type { Message } from '../model/face/message.ts';
import type { MessageRef } from '../model/face/places.ts';
import type { Commands, Press } from '../model/face/requests.ts';
import type { Log } from './log.ts';
import { pastedText, typedText } from './pasted-text.ts';
import { conversationIn, placeOf, refTo } from './place.ts';
import { readReviewValue, reviewAction } from './render/break-glass.ts';
import { approvalActions, readApprovalValue, readRun } from './render/button.ts';
import { readRolloutValue, rolloutActionIds } from './render/rollout-progress.ts';
import { renderMessage, renderWhole } from './render/say.ts';

/** What listeners need: the commands, and a way to answer. */
export interface Heard {
  readonly commands: Commands;
  readonly face: Pick<Face, 'whisper'>;
  readonly log: Pick<Log, 'error'>;
}

/** Slack keeps 40,000 characters of a message's text (chat.postMessage). */
const LONGEST_TEXT = 40_000;

/** Connects Slack to the commands. Every listener acknowledges first: Slack waits three seconds and then shows an error. */
export function registerListeners(app: App, heard: Heard): void {
  registerCommands(app, heard);
  registerRunButtons(app, heard);
  registerCardButtons(app, heard);
  registerModal(app, heard);
  registerShortcut(app, heard);
}

function registerCommands(app: App, heard: Heard): void {
  app.command('/apache', async ({ ack, command, respond }) => {
    await ack();
    await heard.commands.ask({
      id: command.trigger_id,
      text: typedText(command.text),
      person: command.user_id,
      conversation: conversationIn(command.channel_id),
      answer: (message) => answerWith(respond, message, heard),
    });
  });

  app.event('app_mention', async ({ event, body }) => {
    const { user: person, channel, text } = event;
    if (person === undefined) return;
    const conversation = conversationIn(channel);
    const thread = refTo({ channel, ts: event.thread_ts ?? event.ts });
    await heard.commands.ask({
      id: body.event_id,
      text: typedText(text),
      person,
      conversation,
      thread,
      answer: async (message) => void (await heard.face.whisper({ person, conversation, thread }, message)),
    });
  });
}

function registerRunButtons(app: App, heard: Heard): void {
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: /^run:[a-z-]+$/ },
    async ({ ack, body, action }) => {
      await ack();
      const run = readRun(action.value);
      await heard.commands.press({ ...pressOf(body, heard), takesRoot: run?.takesRoot === true }, run?.intent);
    },
  );

  app.action<BlockAction<ButtonAction>>(reviewAction, async ({ ack, body, action }) => {
    await ack();
    await heard.commands.review({ ...pressOf(body, heard), run: readReviewValue(action.value)?.run });
  });

  for (const wish of ['pause', 'resume', 'stop'] as const) {
    app.action<BlockAction<ButtonAction>>(rolloutActionIds[wish], async ({ ack, body, action }) => {
      await ack();
      await heard.commands.control({ ...pressOf(body, heard), run: readRolloutValue(action.value)?.run }, wish);
    });
  }
}

function registerCardButtons(app: App, heard: Heard): void {
  const clickOf = (body: BlockAction<ButtonAction>, { value }: ButtonAction) => ({
    ...pressOf(body, heard),
    approval: readApprovalValue(value),
  });

  for (const verdict of ['approve', 'deny'] as const) {
    app.action<BlockAction<ButtonAction>>(approvalActions[verdict], async ({ ack, body, action }) => {
      await ack();
      await heard.commands.decide(clickOf(body, action), verdict);
    });
  }

  app.action<BlockAction<ButtonAction>>(approvalActions.open, async ({ ack, body, action, client }) => {
    await ack();
    const plan = await heard.commands.wholePlan(clickOf(body, action));
    if (plan !== undefined) await client.views.open({ trigger_id: body.trigger_id, view: renderWhole(plan) });
  });
}

function registerModal(app: App, { commands, face }: Heard): void {
  app.view(approvalActions.approve, async ({ ack, body, view }) => {
    await ack();
    const approval = readApprovalValue(view.private_metadata);
    const { id: person } = body.user;
    const card = await commands.cardOf(approval);
    const conversation = conversationIn(card === undefined ? '' : placeOf(card).channel);
    const answer = async (message: Message) => void (await face.whisper({ person, conversation }, message));
    await commands.decide({ id: view.id, person, conversation, approval, answer }, 'approve');
  });
}

function registerShortcut(app: App, heard: Heard): void {
  app.shortcut('explain', async ({ ack, shortcut, respond }) => {
    await ack();
    if (shortcut.type !== 'message_action') return;
    await heard.commands.explain({
      id: shortcut.trigger_id,
      text: pastedText((shortcut.message.text ?? '').slice(0, LONGEST_TEXT)),
      person: shortcut.user.id,
      conversation: conversationIn(shortcut.channel.id),
      answer: (message) => answerWith(respond, message, heard),
    });
  });
}

function pressOf(body: BlockAction<ButtonAction>, { face }: Heard): Press {
  const channel = body.channel?.id ?? '';
  const person = body.user.id;
  const conversation = conversationIn(channel);
  const thread = threadOf(body, channel);
  const ts = body.message?.ts;
  return {
    id: body.trigger_id,
    person,
    conversation,
    ...defined({ thread, message: ts === undefined ? undefined : refTo({ channel, ts }) }),
    answer: async (message) => void (await face.whisper({ person, conversation, thread }, message)),
  };
}

/** The thread the button is in. What is whispered carries no message in the payload, and outside a thread it begins a new one. */
function threadOf({ message, container }: BlockAction<ButtonAction>, channel: string): MessageRef | undefined {
  const thread: unknown = message?.['thread_ts'] ?? container['thread_ts'];
  const ts = typeof thread === 'string' ? thread : message?.ts;
  return ts === undefined ? undefined : refTo({ channel, ts });
}

async function answerWith(respond: RespondFn, message: Message, { log }: Heard): Promise<void> {
  try {
    const { text, blocks } = renderMessage(message);
    await respond({ text, blocks: [...blocks], response_type: 'ephemeral', replace_original: false });
  } catch (error) {
    log.error({ err: error }, 'an ephemeral answer could not be delivered');
  }
}
