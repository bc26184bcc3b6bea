import type { Log } from './log.ts';
import { plainOnly } from './render/fit.ts';
import type { SlackMessage } from './render/message.ts';
import { escapeMrkdwn } from './render/mrkdwn.ts';
import { context } from './render/rich.ts';
import { checkMessage } from './render/schema.ts';

/** The message if it passes our own schema, else the most of it that does: its plain text, at worst with all markup escaped. Logged, never dropped. */
export function sendable(message: SlackMessage, log: Log): SlackMessage {
  const problems = checkMessage(message);
  if (problems.length === 0) return message;
  log.error({ problems: problems.slice(0, 10) }, 'a message did not pass the schema and is sent as plain text');
  const plain = plainOnly(message);
  if (checkMessage(plain).length === 0) return plain;
  return plainOnly({ text: escapeMrkdwn(message.text) || 'A message could not be shown.', blocks: [] });
}

const note = 'Slack did not confirm the first attempt, so this may be a repeat.';

/** The message with a line that says that it may stand there twice. */
export function withRepeatNote({ text, blocks }: SlackMessage, log: Log): SlackMessage {
  if (blocks.length === 0) return sendable({ text: `${text}\n_${note}_`, blocks }, log);
  const noted = { text, blocks: [...blocks, context(note)] };
  return checkMessage(noted).length === 0 ? noted : { text, blocks };
}
