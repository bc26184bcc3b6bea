import type { Store } from './database.ts';
import { firstTicket, takeTicket } from './steps.ts';

/** The queue before each host: places are rows, so that the order survives a restart; only the waiting itself is in memory. */
export interface HostTurns {
  /** Resolves when the step is the foremost of its host; its place is given back by the row's end. */
  wait(host: string, runId: string, step: string): Promise<void>;
  /** Lets the foremost of a host go on, if it waits here. */
  passOn(host: string): void;
}

/** Queues over the places in the record. */
export function createHostTurns(store: Store): HostTurns {
  const waiting = new Map<number, () => void>();
  return {
    wait(host, runId, step) {
      const ticket = takeTicket(store, host, runId, step);
      if (firstTicket(store, host) === ticket) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.set(ticket, resolve);
      });
    },
    passOn(host) {
      const ticket = firstTicket(store, host);
      if (ticket === undefined) return;
      waiting.get(ticket)?.();
      waiting.delete(ticket);
    },
  };
}
