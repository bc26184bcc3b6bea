import type { Message } from '../model/face/message.ts';
import type { MessageRef } from '../model/face/places.ts';
import type { Speaks } from './dependencies.ts';

/** Edits a message, or posts it where there is none to edit; null when neither could be done. */
export async function put(
  { face }: Speaks,
  thread: MessageRef,
  at: MessageRef | null,
  message: Message,
): Promise<MessageRef | null> {
  const shown = at === null ? await face.post({ thread }, message) : await face.edit(at, message, thread);
  return shown.sent ? shown.ref : null;
}
