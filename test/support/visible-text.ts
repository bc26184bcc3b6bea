import type { Block } from '../../src/workbench/blocks/schema.ts';

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
