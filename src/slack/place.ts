import { z } from 'zod';
import { Conversation, MessageRef } from '../model/face/places.ts';

/** Where a message is in Slack. */
const SlackPlace = z.object({ channel: z.string(), ts: z.string() });
export type SlackPlace = Readonly<z.infer<typeof SlackPlace>>;

/** The message a reference of this face stands for; throws for one of another face. */
export function placeOf(ref: MessageRef): SlackPlace {
  return SlackPlace.parse(ref);
}

/** The reference to a message. */
export function refTo({ channel, ts }: SlackPlace): MessageRef {
  return MessageRef.parse({ channel, ts });
}

/** A channel, as everybody else knows it. */
export function conversationIn(channel: string): Conversation {
  return Conversation.parse(channel);
}
