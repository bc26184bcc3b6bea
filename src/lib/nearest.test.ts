import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestOf } from './nearest.ts';

const word = fc.string({ maxLength: 12 });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['web-03', 'web-3', 1],
    ['diagnose', 'daignose', 1],
    ['reload', 'relaod', 1],
    ['status', 'stauts', 1],
    ['kitten', 'sitting', 3],
  ])('between %j and %j is %d', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
  });

  it('is symmetric, zero only for equal words, and never more than the longer word', () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        const distance = editDistance(one, other);

        expect(editDistance(other, one)).toBe(distance);
        expect(distance === 0).toBe(one === other);
        expect(distance).toBeLessThanOrEqual(Math.max(one.length, other.length));
      }),
    );
  });
});

describe('nearestOf', () => {
  const hosts = ['web-01', 'web-03', 'web-13', 'db-01', 'proxy-eu-1'];

  it.each([
    ['web-3', ['web-03', 'web-13']],
    ['WEB-03', ['web-03', 'web-01', 'web-13']],
    ['proxy', ['proxy-eu-1']],
    ['mail', []],
    ['', []],
  ])('offers for %j: %j', (typed, offered) => {
    expect(nearestOf(typed, hosts)).toEqual(offered);
  });
});
