import type { Inventory } from '../model/inventory.ts';
import type { GrammarContext } from './grammar.ts';

/** What the grammar has to know of the inventory. */
export function grammarOf(inventory: Inventory): GrammarContext {
  return {
    hosts: inventory.hosts.map(({ name }) => name),
    groups: [...new Set(inventory.hosts.flatMap(({ groups }) => groups.map((group) => group.toLowerCase())))],
    nearest: (name) => inventory.nearest(name),
  };
}
