import { z } from 'zod';

/** A `plain_text` object of 1 to `max` characters (docs.slack.dev, text object). */
export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

/** A `plain_text` or `mrkdwn` object of 1 to `max` characters. */
export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);
}

/** An `action_id` or `block_id`: at most 255 characters. */
export const Identifier = z.string().min(1).max(255);

/** A confirmation dialog: title 100, text 300, buttons 30 characters. */
export const Confirm = z.strictObject({
  title: plainText(100).optional(),
  text: anyText(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});
/** A confirmation dialog as stored. */
export type Confirm = z.infer<typeof Confirm>;
