import { randomBytes } from 'node:crypto';
import type { Block } from './schema.ts';

function freshId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}

function withActionId<E extends { readonly type: string }>(element: E): E {
  if (element.type === 'image' || 'action_id' in element) return element;
  return { ...element, action_id: freshId() };
}

function complete<B extends Block>(block: B): B {
  const named = { ...block, block_id: block.block_id ?? freshId() };
  if (named.type === 'actions') return { ...named, elements: named.elements.map(withActionId) };
  if (named.type === 'section' && named.accessory) return { ...named, accessory: withActionId(named.accessory) };
  if (named.type === 'input') return { ...named, element: withActionId(named.element) };
  return named;
}

/** The same blocks with the random block and action ids that Slack adds where an app gave none. */
export function identifyBlocks<B extends Block>(blocks: readonly B[]): B[] {
  return blocks.map(complete);
}
