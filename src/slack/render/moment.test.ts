import { describe, expect, it } from 'vitest';
import { hostTime } from '../../lib/host-time.ts';
import { beforeNow, duration } from './moment.ts';

const now = '2026-11-21T10:22:00+00:00';

describe('hostTime', () => {
  it.each([
    ['2026-11-21T10:17:44.123+00:00', now, '10:17:44'],
    ['2026-11-20T22:04:10Z', now, '20 Nov 22:04:10'],
    ['2025-11-21T10:17:44Z', now, '21 Nov 2025 10:17:44'],
    ['2026-11-20T22:04:10Z', undefined, '20 Nov 22:04:10'],
    ['yesterday', now, 'yesterday'],
  ])('shows %s as seen at %s as %s', (at, seenAt, shown) => {
    expect(hostTime(at, seenAt)).toBe(shown);
  });
});

describe('beforeNow', () => {
  it.each([
    ['2026-11-21T10:17:44Z', ' (4 min before)'],
    ['2026-11-21T11:17:44+02:00', ' (64 min before)'],
    ['2026-11-21T10:22:00Z', ''],
    ['2026-11-21T10:23:00Z', ''],
    ['never', ''],
  ])('says of %s: %j', (at, words) => {
    expect(beforeNow(at, now)).toBe(words);
  });
});

describe('duration', () => {
  it.each([
    [850, '0.8 s'],
    [12_400, '12 s'],
    [100_000, '2 min'],
    [7_200_000, '2 h'],
    [400_000_000, '5 days'],
  ])('says %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
