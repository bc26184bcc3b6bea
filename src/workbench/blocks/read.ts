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
