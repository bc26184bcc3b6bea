import { z } from 'zod';
import { canonicalJson } from '../../lib/canonical-json.ts';

/** Where people talk, such as a channel: only the face it belongs to looks inside. */
export const Conversation = z.string().brand<'conversation'>();
export type Conversation = z.infer<typeof Conversation>;

/** A message that was sent, as its face finds it again. The record keeps it as JSON, and everybody else only hands it back; a thread is named by its first message. */
export const MessageRef = z.record(z.string(), z.string()).readonly().brand<'message'>();
export type MessageRef = z.infer<typeof MessageRef>;

/** Where a message goes: straight into a conversation, or below a message. */
export type Place = { readonly conversation: Conversation } | { readonly thread: MessageRef };

/** Whether both mean the same message. */
export function isSameMessage(one: MessageRef | null | undefined, other: MessageRef | null | undefined): boolean {
  if (one === null || one === undefined || other === null || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}
