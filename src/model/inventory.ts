import type { Host } from './host.ts';

/** The hosts people may ask about. */
export interface Inventory {
  readonly hosts: readonly Host[];
  find(name: string): Host | undefined;
  /** Names a wrong one is near to, nearest first. */
  nearest(name: string): readonly string[];
}
