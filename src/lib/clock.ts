import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from './defined.ts';

/** How time passes for pauses, rhythms and the limits of waiting, in milliseconds. */
export interface Clock {
  /** Time since some moment in the past; never goes back. */
  elapsed(): number;
  /** Resolves after so long; rejects when aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that runs so many times faster than real time, for tests whose pauses are not what they test. */
export function createClock(speed = 1): Clock {
  return {
    elapsed: () => performance.now() * speed,
    wait: (ms, signal) => sleep(ms / speed, undefined, defined({ signal })),
  };
}

/** Time as it passes. */
export const realClock = createClock();
