import type { Clock } from '../../src/lib/clock.ts';

/** Time that passes by being waited for, and not otherwise: what pauses goes on at once, and nothing depends on the machine's pace. */
export function steppingClock(): Clock {
  let now = 0;
  return {
    elapsed: () => now,
    async wait(ms, signal) {
      signal?.throwIfAborted();
      const until = now + ms;
      await Promise.resolve();
      now = Math.max(now, until);
      signal?.throwIfAborted();
    },
  };
}
