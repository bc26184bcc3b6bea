import { describe, expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import { defined } from '../../lib/defined.ts';
import { clockSkew } from './clock-skew.rule.ts';

describe('the clock of the host', () => {
  it.each([
    [undefined, 'not-applicable', undefined],
    [4_000, 'clear', undefined],
    [-115_000, 'clear', undefined],
    [3_600_000, 'finding', /60 minutes behind ours/],
    [-86_400_000, 'finding', /24 hours ahead of ours/],
  ])('that ours is %s ms ahead of is: %s', (skewMs, verdict, summary) => {
    const context = defined({ skewMs, now: skewMs === undefined ? undefined : '2026-11-21T12:00:00Z' });
    const judged = clockSkew.judge(withDerived(new Map(), context), context);

    expect(judged.verdict).toBe(verdict);
    if (judged.verdict === 'finding') expect(judged.finding.summary).toMatch(summary ?? /^$/);
  });
});
