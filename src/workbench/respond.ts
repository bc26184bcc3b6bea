import { z } from 'zod';
import { checkMessageBlocks } from './blocks/check.ts';
import type { Block } from './blocks/schema.ts';
import { type Context, postAsBot, whisperAsBot } from './context.ts';
import type { ResponseTarget } from './response-urls.ts';

const Response = z.object({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});
type Response = z.infer<typeof Response>;

interface Content {
  readonly text: string;
  readonly blocks: readonly Block[] | undefined;
  readonly threadTs: string | undefined;
}

function removeOriginal(context: Context, target: ResponseTarget): string | undefined {
  if (!target.original) return 'no_original';
  if (target.original.ephemeral) context.store.removeEphemeral(target.original.ts);
  else context.store.removeMessage(target.channel, target.original.ts);
  return undefined;
}

function replaceOriginal(context: Context, target: ResponseTarget, content: Content): string | undefined {
  const { original, channel } = target;
  if (!original) return 'no_original';
  if (original.ephemeral) {
    const old = context.store.ephemerals.get(original.ts);
    if (!old) return 'message_not_found';
    context.store.putEphemeral({ ...old, text: content.text, blocks: content.blocks });
    return undefined;
  }
  const old = context.store.message(channel, original.ts);
  if (!old) return 'message_not_found';
  context.store.putMessage({ ...old, text: content.text, blocks: content.blocks });
  return undefined;
}

function publish(context: Context, target: ResponseTarget, response: Response, content: Content): string | undefined {
  if (response.replace_original) return replaceOriginal(context, target, content);
  if (response.response_type === 'in_channel') {
    postAsBot(context, { channel: target.channel, ...content });
    return undefined;
  }
  whisperAsBot(context, { channel: target.channel, recipient: target.user, ...content });
  return undefined;
}

/**
 * Carries out a response to an interaction, as the body of a response_url or of an acknowledgement: ephemeral unless
 * it says `in_channel`, in the channel unless it names a thread. Answers Slack's error code, or nothing on success.
 */
export function respondTo(context: Context, target: ResponseTarget, body: unknown): string | undefined {
  const parsed = Response.safeParse(body);
  if (!parsed.success) return 'invalid_payload';
  const response = parsed.data;
  if (response.delete_original) return removeOriginal(context, target);
  if (response.blocks === undefined && !response.text) return 'no_text';
  if (response.blocks === undefined) return publish(context, target, response, content(response, undefined));
  const checked = checkMessageBlocks(response.blocks);
  if (!checked.ok) return checked.error;
  return publish(context, target, response, content(response, checked.value));
}

function content(response: Response, blocks: readonly Block[] | undefined): Content {
  return { text: response.text ?? '', blocks, threadTs: response.thread_ts };
}
