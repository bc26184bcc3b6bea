import type { Work } from './dependencies.ts';

/** Investigations at the same time; each holds one SSH channel and a few hundred kilobytes of captures. */
const MOST_RUNS = 50;

export interface OpenWork extends Work {
  /** Takes no more work, waits for what runs, and aborts what is not done after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

/** Counts runs in flight. */
export function createWork(): OpenWork {
  const running = new Set<AbortController>();
  let closing = false;
  let emptied: (() => void) | undefined;
  return {
    begin() {
      if (closing || running.size >= MOST_RUNS) return undefined;
      const controller = new AbortController();
      running.add(controller);
      return {
        signal: controller.signal,
        end() {
          running.delete(controller);
          if (running.size === 0) emptied?.();
        },
      };
    },
    async drain(graceMs) {
      closing = true;
      if (running.size === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      emptied = resolve;
      const timer = setTimeout(() => {
        for (const controller of running) controller.abort();
        setTimeout(resolve, 1_000);
      }, graceMs);
      await promise;
      clearTimeout(timer);
    },
  };
}
