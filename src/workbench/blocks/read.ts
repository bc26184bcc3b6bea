import type { z } from 'zod';
import type { Button, Checkboxes, StaticSelect } from './elements.ts';
import type { Block } from './schema.ts';

/** A part of a block that a person can use. */
export type Control = Button | z.infer<typeof StaticSelect> | z.infer<typeof Checkboxes>;

/** Every control of some blocks with the id of its block, in reading order. */
export function controls(blocks: readonly Block[]): { readonly blockId: string; readonly control: Control }[] {
  return blocks.flatMap((block) => {
    const blockId = block.block_id ?? '';
    if (block.type === 'actions') return block.elements.map((control) => ({ blockId, control }));
    if (block.type === 'section' && block.accessory && block.accessory.type !== 'image') {
      return [{ blockId, control: block.accessory }];
    }
    return [];
  });
}

/** Every string a person can read in a value made of blocks, in order. */
function strings(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'text' && typeof item === 'string') return [item];
    return key === 'confirm' ? [] : strings(item);
  });
}

/** What a reader sees of a message: its blocks' texts line by line, or its `text` where it has no blocks. */
export function visibleText(message: {
  readonly text: string;
  readonly blocks?: readonly Block[] | undefined;
}): string {
  if (!message.blocks || message.blocks.length === 0) return message.text;
  return strings(message.blocks).join('\n');
}
