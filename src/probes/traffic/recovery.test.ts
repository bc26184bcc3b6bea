import { describe, expect, it } from 'vitest';
import type { Faring } from './facts.ts';
import { parseAccess } from './parse.ts';
import { hasRecovered, haveAllRecovered, requestsSince } from './recovery.ts';

const now = '2026-11-21T07:30:00Z';
const counted = `== counted /var/log/apache2/access.log 200 0
c 21/Nov/2026:07:26:1+0000 30 30
c 21/Nov/2026:07:27:4+0000 60 0
g * 30 110 0 60 21/Nov/2026:07:26:10+0000 21/Nov/2026:07:26:19+0000 21/Nov/2026:07:27:44+0000 503
g /cart/ 30 20 0 40 21/Nov/2026:07:26:10+0000 21/Nov/2026:07:26:19+0000 21/Nov/2026:07:27:44+0000 503
h 1
m 21/Nov/2026:07:26+0000 140 30
m 21/Nov/2026:07:27+0000 60 0
s 200 170
s 503 30
`;

function faring(some: Partial<Faring>): Faring {
  const times = { firstBad: '2026-11-21T07:00:00Z', lastBad: '2026-11-21T07:20:00Z', lastGood: '2026-11-21T07:29:59Z' };
  return { group: '/x/', bad: 10, before: 0, between: 0, after: 100, status: 503, ...times, ...some };
}

describe('what the access log shows of failures', () => {
  it('is read by groups of requests', () => {
    const facts = parseAccess(counted);
    expect(facts.failingGroups).toBe(1);
    expect(facts.farings?.[1]).toEqual({
      group: '/cart/',
      bad: 30,
      before: 20,
      between: 0,
      after: 40,
      firstBad: '2026-11-21T07:26:10Z',
      lastBad: '2026-11-21T07:26:19Z',
      lastGood: '2026-11-21T07:27:44Z',
      status: 503,
    });
    expect(haveAllRecovered(facts, now, false)).toBe(true);
    expect(haveAllRecovered({ ...facts, failingGroups: 2 }, now, false)).toBe(false);
  });

  it('counts requests since a moment, and never one too many', () => {
    expect(requestsSince(parseAccess(counted), '2026-11-21T07:26:19Z')).toEqual({ count: 60, bad: 0, atLeast: false });
    expect(requestsSince(parseAccess(counted), '2026-11-21T07:10:00Z')).toEqual({ count: 200, bad: 30, atLeast: true });
  });

  it.each<[string, Partial<Faring>, boolean]>([
    ['an outage with ten good answers after it', { after: 10 }, true],
    ['an outage with nine', { after: 9 }, false],
    ['one in twenty, and 190 went well since', { bad: 10, between: 190, after: 190 }, true],
    ['one in twenty, and 100 went well since', { bad: 10, between: 190, after: 100 }, false],
    ['one in twenty, a minute ago', { bad: 10, between: 190, after: 190, lastBad: '2026-11-21T07:29:00Z' }, false],
    ['a single failure ten minutes ago', { bad: 1, after: 900 }, false],
    ['a single failure half an hour ago', { bad: 1, after: 900, lastBad: '2026-11-21T07:00:00Z' }, true],
    ['a good answer that was asked for before the last failure', { lastGood: '2026-11-21T07:19:00Z' }, false],
  ])('takes %s for what it is', (_what, some, over) => {
    expect(hasRecovered(faring(some), now)).toBe(over);
  });
});
