import type { ApprovalRecord, EpochMs } from '../model/engine-port.ts';

/** Timers of the pending approvals; none of them keeps the process alive. */
export interface Expiry {
  watch(approval: ApprovalRecord): void;
  forget(approvalId: string): void;
  stop(): void;
}

const LONGEST_WAIT_MS = 60_000; // the wall clock is looked at again each minute: machines sleep and clocks are set, and setTimeout ends at 2^31 - 1 ms

/** Calls `onDue` once an approval's time is over by the clock given. */
export function createExpiry(now: () => EpochMs, onDue: (approval: ApprovalRecord) => void): Expiry {
  const timers = new Map<string, NodeJS.Timeout>();
  function watch(approval: ApprovalRecord): void {
    clearTimeout(timers.get(approval.id));
    const wait = Math.min(Math.max(approval.expiresAt - now(), 1), LONGEST_WAIT_MS);
    timers.set(approval.id, setTimeout(look, wait, approval).unref());
  }
  function look(approval: ApprovalRecord): void {
    timers.delete(approval.id);
    if (approval.expiresAt > now()) watch(approval);
    else onDue(approval);
  }
  return {
    watch,
    forget(approvalId) {
      clearTimeout(timers.get(approvalId));
      timers.delete(approvalId);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
