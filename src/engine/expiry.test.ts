import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApprovalRecord, EpochMs } from '../model/engine-port.ts';
import { createExpiry } from './expiry.ts';

const DAY = 86_400_000;

function approvalUntil(expiresAt: EpochMs): ApprovalRecord {
  const asked = { id: 'a1', runId: 'r1', name: 'go', digest: 'd', card: null, requestedAt: 0 };
  return { ...asked, expiresAt, decision: null };
}

describe('createExpiry', () => {
  let now = 0;
  const due: string[] = [];

  function pass(ms: number, clockMs = ms): void {
    now += clockMs;
    vi.advanceTimersByTime(ms);
  }

  beforeEach(() => {
    vi.useFakeTimers();
    now = 0;
    due.length = 0;
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  function expiry() {
    return createExpiry(
      () => now,
      (approval) => {
        due.push(approval.id);
      },
    );
  }

  it('waits longer than one timer can', () => {
    const watching = expiry();
    watching.watch(approvalUntil(40 * DAY));

    for (let day = 0; day < 39; day += 1) pass(DAY);
    expect(due).toEqual([]);
    pass(DAY + 60_000);

    expect(due).toEqual(['a1']);
    watching.stop();
  });

  it('follows a wall clock that was set forward within a minute', () => {
    const watching = expiry();
    watching.watch(approvalUntil(DAY));

    pass(60_000, DAY);

    expect(due).toEqual(['a1']);
  });

  it('does not expire early when the wall clock was set back', () => {
    const watching = expiry();
    watching.watch(approvalUntil(30_000));

    pass(30_000, -DAY);
    expect(due).toEqual([]);
    pass(60_000, DAY + 30_000);

    expect(due).toEqual(['a1']);
  });

  it('says nothing about what was forgotten or stopped', () => {
    const watching = expiry();
    watching.watch(approvalUntil(10));
    watching.watch({ ...approvalUntil(10), id: 'a2' });

    watching.forget('a1');
    watching.stop();
    pass(DAY);

    expect(due).toEqual([]);
  });
});
