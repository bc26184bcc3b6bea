import { describe, expect, it } from 'vitest';
import { nearestOf } from './nearest.ts';

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

  it.each([
    ['relaod', 'reload'],
    ['lgos', 'logs'],
    ['stauts', 'status'],
    ['daignose', 'diagnose'],
    ['restrat', 'restart'],
    ['preflihgt', 'preflight'],
  ])('counts the swap in %j once', (typed, meant) => {
    expect(nearestOf(typed, ['reload', 'logs', 'status', 'diagnose', 'restart', 'preflight', 'oom'])).toEqual([meant]);
  });

  it('offers nothing that takes more edits than a third of the word', () => {
    expect(nearestOf('kitten', ['sitting'])).toEqual([]);
    expect(nearestOf('kitten', ['sitten', 'mitten'])).toEqual(['mitten', 'sitten']);
  });
});
