import { checkMessageBlocks } from '../blocks/check.ts';
import type { Block } from '../blocks/schema.ts';
import { type Context, postAsBot, whisperAsBot } from '../context.ts';
import { slackMessage } from '../payloads.ts';
import type { Channel } from '../workspace.ts';
import {
  ApiFailure,
  type Args,
  flag,
  joinedChannel,
  type Method,
  optionalText,
  requiredText,
  structured,
} from './method.ts';

/** Texts longer than 40,000 characters are cut, 4,000 are recommended (docs.slack.dev, chat.postMessage). */
const TEXT_CUT = 40_000;
const TEXT_ADVICE = 4_000;

interface Content {
  readonly text: string;
  readonly blocks: readonly Block[] | undefined;
}

function content(args: Args): Content {
  if (args['attachments'] !== undefined)
    throw new ApiFailure('invalid_attachments', ['[ERROR] not supported here: use blocks']);
  const text = optionalText(args, 'text') ?? '';
  const raw = structured(args, 'blocks', 'invalid_blocks_format');
  if (raw === undefined || (Array.isArray(raw) && raw.length === 0)) {
    if (text === '') throw new ApiFailure('no_text');
    return { text, blocks: undefined };
  }
  const checked = checkMessageBlocks(raw);
  if (!checked.ok) throw new ApiFailure(checked.error, checked.messages);
  return { text, blocks: checked.value };
}

function warnings(text: string): Record<string, unknown> {
  if (text.length > TEXT_CUT)
    return { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } };
  if (text.length > TEXT_ADVICE)
    return { warning: 'text_over_4000', response_metadata: { warnings: ['text_over_4000'] } };
  return {};
}

/** The thread a call names; Slack knows threads by their root only. */
function thread(args: Args, context: Context, channel: Channel): string | undefined {
  const ts = optionalText(args, 'thread_ts');
  if (ts === undefined) return undefined;
  if (!/^\d+\.\d{6}$/.test(ts)) throw new ApiFailure('invalid_thread_ts');
  const root = context.store.message(channel.id, ts);
  if (!root || root.threadTs) throw new ApiFailure('thread_not_found');
  return ts;
}

const postMessage: Method = (args, context) => {
  const channel = joinedChannel(args, context);
  const { text, blocks } = content(args);
  const threadTs = thread(args, context, channel);
  const message = postAsBot(context, {
    channel: channel.id,
    text: text.slice(0, TEXT_CUT),
    blocks,
    threadTs,
    broadcast: threadTs !== undefined && flag(args, 'reply_broadcast'),
  });
  return { channel: channel.id, ts: message.ts, message: slackMessage(context, message), ...warnings(text) };
};

const update: Method = (args, context) => {
  const channel = joinedChannel(args, context);
  const old = context.store.message(channel.id, requiredText(args, 'ts'));
  if (!old) throw new ApiFailure('message_not_found');
  if (old.botId !== context.identity.botId) throw new ApiFailure('cant_update_message');
  const { text, blocks } = content(args);
  if (text.length > TEXT_ADVICE) throw new ApiFailure('msg_too_long');
  const editedTs = blocks ? old.editedTs : context.nextTs();
  const message = { ...old, text, blocks, editedTs };
  context.store.putMessage(message);
  return { channel: channel.id, ts: old.ts, text, message: slackMessage(context, message) };
};

const postEphemeral: Method = (args, context) => {
  const channel = joinedChannel(args, context);
  const recipient = requiredText(args, 'user');
  if (!context.store.people.has(recipient)) throw new ApiFailure('user_not_in_channel');
  const { text, blocks } = content(args);
  if (text.length > TEXT_CUT) throw new ApiFailure('msg_too_long');
  const threadTs = thread(args, context, channel);
  const message = whisperAsBot(context, { channel: channel.id, recipient, text, blocks, threadTs });
  return { message_ts: message.ts };
};

const getPermalink: Method = (args, context) => {
  const channel = joinedChannel(args, context);
  const message = context.store.message(channel.id, requiredText(args, 'message_ts'));
  if (!message) throw new ApiFailure('message_not_found');
  const link = new URL(`/archives/${channel.id}/p${message.ts.replace('.', '')}`, context.url());
  if (message.threadTs) {
    link.searchParams.set('thread_ts', message.threadTs);
    link.searchParams.set('cid', channel.id);
  }
  return { channel: channel.id, permalink: link.href };
};

/** The `chat.*` methods of the subset. */
export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
};
