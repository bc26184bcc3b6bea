import { randomBytes } from 'node:crypto';
import type { FaultBox } from './faults.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Ephemeral, Message, Store } from './store.ts';
import type { Triggers } from './tickets.ts';
import type { Identity } from './workspace.ts';

/** What every part of one running workbench shares. */
export interface Context {
  readonly identity: Identity;
  readonly store: Store;
  readonly sockets: SocketMode;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly faults: FaultBox;
  readonly commands: readonly string[];
  readonly now: () => number;
  readonly nextTs: () => string;
  /** The loopback address of the workbench, without a final slash. */
  readonly url: () => string;
}

/** The user id Slack's own notices carry. */
export const SLACKBOT = 'USLACKBOT';

/** A random id in Slack's manner: a letter and ten capitals or digits. */
export function slackId(prefix: string): string {
  return prefix + randomBytes(5).toString('hex').toUpperCase();
}

/** Posts a message by the app and returns it as stored. */
export function postAsBot(context: Context, message: Pick<Message, 'channel' | 'text'> & Partial<Message>): Message {
  const { botId, botUserId } = context.identity;
  const stored = { ...message, ts: context.nextTs(), user: botUserId, botId };
  context.store.putMessage(stored);
  return stored;
}

/** Shows a message by the app to one person. */
export function whisperAsBot(
  context: Context,
  message: Pick<Ephemeral, 'channel' | 'text' | 'recipient'> & Partial<Ephemeral>,
): Ephemeral {
  const { botId, botUserId } = context.identity;
  const stored = { ...message, ts: context.nextTs(), user: botUserId, botId };
  context.store.putEphemeral(stored);
  return stored;
}

/** Shows one of Slack's own sentences to one person. */
export function slackSays(context: Context, recipient: string, channel: string, text: string, threadTs?: string): void {
  context.store.putEphemeral({ channel, recipient, text, threadTs, ts: context.nextTs(), user: SLACKBOT });
}
