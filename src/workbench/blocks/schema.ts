import { z } from 'zod';
import { Button, Checkboxes, ImageBlock, ImageElement, PlainTextInput, StaticSelect } from './elements.ts';
import { RichText } from './rich-text.ts';
import { anyText, Identifier, plainText } from './text-objects.ts';

const block_id = Identifier.optional();

const Header = z.strictObject({ type: z.literal('header'), block_id, text: plainText(150) });
const Divider = z.strictObject({ type: z.literal('divider'), block_id });
const Markdown = z.strictObject({ type: z.literal('markdown'), block_id, text: z.string().min(1).max(12_000) });

const Section = z
  .strictObject({
    type: z.literal('section'),
    block_id,
    text: anyText(3_000).optional(),
    fields: z.array(anyText(2_000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion('type', [Button, StaticSelect, Checkboxes, ImageElement]).optional(),
    expand: z.boolean().optional(),
  })
  .refine((section) => section.text !== undefined || section.fields !== undefined, {
    message: 'missing required field: text or fields',
  });

const Context = z.strictObject({
  type: z.literal('context'),
  block_id,
  elements: z
    .array(z.discriminatedUnion('type', [...anyText(3_000).options, ImageElement]))
    .min(1)
    .max(10),
});

const Actions = z.strictObject({
  type: z.literal('actions'),
  block_id,
  elements: z
    .array(z.discriminatedUnion('type', [Button, StaticSelect, Checkboxes]))
    .min(1)
    .max(25),
});

const Input = z.strictObject({
  type: z.literal('input'),
  block_id,
  label: plainText(2_000),
  hint: plainText(2_000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: z.discriminatedUnion('type', [PlainTextInput, StaticSelect, Checkboxes]),
});

const Cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
  RichText,
]);

const Table = z.strictObject({
  type: z.literal('table'),
  block_id,
  rows: z.array(z.array(Cell).min(1).max(20)).min(1).max(100),
  column_settings: z
    .array(
      z.strictObject({
        align: z.enum(['left', 'center', 'right']).optional(),
        is_wrapped: z.boolean().optional(),
      }),
    )
    .max(20)
    .optional(),
});

const everywhere = [Header, Divider, Section, Context, Actions, Input, ImageBlock, RichText] as const;

/** One block of a message; unknown kinds and unknown keys are refused. Limits: docs.slack.dev, Block Kit reference. */
export const Block = z.discriminatedUnion('type', [...everywhere, Markdown, Table]);
/** One block of a message or a modal, as stored. */
export type Block = z.infer<typeof Block>;

/** The blocks of one message: at most 50. */
export const MessageBlocks = z.array(Block).max(50);

/** A modal as `views.open` takes it: 100 blocks, titles 24, metadata 3,000, callback id 255 characters. */
export const ModalView = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    blocks: z.array(z.discriminatedUnion('type', everywhere)).max(100),
    private_metadata: z.string().max(3_000).optional(),
    callback_id: z.string().max(255).optional(),
    external_id: z.string().max(255).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
  })
  .refine((view) => view.submit !== undefined || view.blocks.every((block) => block.type !== 'input'), {
    message: 'missing required field: submit',
  });
/** A modal as an app describes it. */
export type ModalView = z.infer<typeof ModalView>;
