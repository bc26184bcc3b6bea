import type { Ending } from '../../model/ending.ts';
import type { ChangeResult } from '../../model/plan.ts';
import type { RolloutResult } from '../../model/rollout.ts';

const outcomes = { good: '✅', bad: '🔴', unsure: '🟠', nothing: '⚪' } as const;

/** What stands before the outcome of a change or a rollout; where nothing was done the mark says why. */
export function endMark({ ended }: ChangeResult | RolloutResult, { outcome }: Ending): string {
  switch (ended) {
    case 'denied':
    case 'drifted':
    case 'refused':
      return '⛔';
    case 'expired':
      return '⌛';
    case 'locked':
      return '🔒';
    case 'cancelled':
    case 'stopped':
    case 'not-sent':
    case 'unknown':
    case 'done':
    case 'complete':
      return outcomes[outcome];
  }
}
