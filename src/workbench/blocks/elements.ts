import { z } from 'zod';
import { anyText, Confirm, Identifier, plainText } from './text-objects.ts';

const Style = z.enum(['primary', 'danger']);

/** A button: text 75, value 2,000, url 3,000, accessibility label 75 characters. */
export const Button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: Identifier.optional(),
  value: z.string().max(2_000).optional(),
  url: z.url().max(3_000).optional(),
  style: Style.optional(),
  confirm: Confirm.optional(),
  accessibility_label: z.string().min(1).max(75).optional(),
});
/** A button as stored. */
export type Button = z.infer<typeof Button>;

const Option = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(75),
  description: plainText(75).optional(),
});

/** One choice of a select menu or a checkbox group, as stored. */
export type Option = z.infer<typeof Option>;

/** A static select menu: 1 to 100 options, placeholder 150 characters. */
export const StaticSelect = z.strictObject({
  type: z.literal('static_select'),
  action_id: Identifier.optional(),
  options: z.array(Option).min(1).max(100),
  initial_option: Option.optional(),
  placeholder: plainText(150).optional(),
  confirm: Confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

/** A checkbox group: 1 to 10 options, whose texts may be mrkdwn. */
export const Checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  action_id: Identifier.optional(),
  options: z
    .array(z.strictObject({ ...Option.shape, text: anyText(75), description: anyText(75).optional() }))
    .min(1)
    .max(10),
  initial_options: z.array(z.strictObject({ ...Option.shape, text: anyText(75) })).optional(),
  confirm: Confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

/** A text field of a modal: lengths up to 3,000 characters. */
export const PlainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: Identifier.optional(),
  initial_value: z.string().max(3_000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3_000).optional(),
  max_length: z.int().min(1).max(3_000).optional(),
  placeholder: plainText(150).optional(),
  focus_on_load: z.boolean().optional(),
});

const image = {
  type: z.literal('image'),
  image_url: z.url().max(3_000),
  alt_text: z.string().min(1).max(2_000),
};

/** An image inside a context or section block. */
export const ImageElement = z.strictObject(image);

/** An image block of its own, with a title of up to 2,000 characters. */
export const ImageBlock = z.strictObject({
  ...image,
  block_id: Identifier.optional(),
  title: plainText(2_000).optional(),
});
