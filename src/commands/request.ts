import type { Actor } from '../model/engine-port.ts';
import type { SlackMessage } from '../slack/render/message.ts';
import type { ThreadRef } from './stored.ts';

/** Somebody asked for something in Slack, in whatever way; everything a handler may know of it. */
export interface Request {
  /** Unique per invocation: the same id again is a redelivery. */
  readonly id: string;
  readonly text: string;
  readonly userId: string;
  readonly channel: string;
  /** The thread it was asked in; absent for slash commands, which Slack refuses in threads. */
  readonly threadTs?: string;
  /** True when the first message of that thread stands for a run that was cut off or came to nothing, and is now about this one. */
  readonly takesRoot?: boolean;
  /** Answers the asker alone. Never rejects. */
  answer(message: SlackMessage): Promise<void>;
}

/** The asker as the record keeps them. */
export function actorOf(userId: string, team: string): Actor {
  return { surface: 'slack', id: userId, team };
}

/** The message of an older run that this one takes over as its first; undefined for a thread that is about something else, or new. */
export function takenRoot({ channel, threadTs, takesRoot }: Request): ThreadRef | undefined {
  return takesRoot === true && threadTs !== undefined ? { channel, ts: threadTs } : undefined;
}
