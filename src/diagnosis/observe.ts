import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from '../lib/defined.ts';
import type { Collection } from './collect.ts';

/** When to look, in milliseconds. */
export interface Rhythm {
  readonly everyMs: number;
  readonly forMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks again and again until the time is up or the signal says so; a look that takes longer than the rhythm lets the next ones fall out, so that two
 * never run at once. At least one look is made; one that reaches no host counts like any other.
 */
export async function observe(
  look: () => Promise<Collection>,
  { everyMs, forMs, signal }: Rhythm,
  onLook: (collection: Collection, elapsedMs: number) => void,
): Promise<void> {
  const began = performance.now();
  for (let due = 0; due <= forMs && signal?.aborted !== true; ) {
    const at = performance.now() - began;
    onLook(await look(), at);
    const passed = performance.now() - began;
    due = Math.max(due + everyMs, Math.ceil(passed / everyMs) * everyMs);
    if (due > forMs) return;
    await pause(due - passed, signal);
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, defined({ signal }));
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
