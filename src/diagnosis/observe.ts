import { type Clock, realClock } from '../lib/clock.ts';
import type { Collection } from './collect.ts';

/** When to look, in milliseconds. */
export interface Rhythm {
  readonly everyMs: number;
  readonly forMs: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * Looks again and again until the time is up or the signal says so; a look that takes longer than the rhythm lets the next ones fall out, so that two
 * never run at once. At least one look is made; one that reaches no host counts like any other.
 */
export async function observe(
  look: () => Promise<Collection>,
  { everyMs, forMs, signal, clock = realClock }: Rhythm,
  onLook: (collection: Collection, elapsedMs: number) => void,
): Promise<void> {
  const began = clock.elapsed();
  for (let due = 0; due <= forMs && signal?.aborted !== true; ) {
    const at = clock.elapsed() - began;
    onLook(await look(), at);
    const passed = clock.elapsed() - began;
    due = Math.max(due + everyMs, Math.ceil(passed / everyMs) * everyMs);
    if (due > forMs) return;
    await pause(clock, due - passed, signal);
  }
}

async function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await clock.wait(ms, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
