import { describe, expect, it } from 'vitest';
import { steppingClock } from '../../test/support/stepping-clock.ts';
import type { Host } from '../model/host.ts';
import type { Collection } from './collect.ts';
import { observe } from './observe.ts';

const host: Host = {
  name: 'web-03',
  address: '192.0.2.3',
  port: 22,
  user: 'oncall',
  groups: [],
  labels: {},
  identityFiles: [],
  knownHostsFiles: [],
  fingerprints: [],
};
const seen: Collection = {
  host,
  reach: { reached: true, complete: true, detail: '' },
  context: {},
  captures: new Map(),
  outcomes: new Map(),
  durationMs: 1,
};

/** Looks that take so long by their own clock. */
function looking(takesMs: number) {
  const clock = steppingClock();
  let running = 0;
  let most = 0;
  return {
    clock,
    most: () => most,
    look: async () => {
      running += 1;
      most = Math.max(most, running);
      await clock.wait(takesMs);
      running -= 1;
      return seen;
    },
  };
}

describe('looking again and again', () => {
  it('ends when the time is up, at both ends of it', async () => {
    const { clock, look } = looking(1);
    const times: number[] = [];
    await observe(look, { everyMs: 30, forMs: 90, clock }, (_seen, elapsedMs) => times.push(elapsedMs));

    expect(times).toEqual([0, 30, 60, 90]);
  });

  it('never looks twice at once, however long a look takes', async () => {
    const { clock, look, most } = looking(50);
    const times: number[] = [];
    await observe(look, { everyMs: 20, forMs: 120, clock }, (_seen, elapsedMs) => times.push(elapsedMs));

    expect(most()).toBe(1);
    expect(times).toEqual([0, 60, 120]);
  });

  it('looks once at least, and stops when told', async () => {
    const { clock, look } = looking(1);
    const stop = new AbortController();
    let looks = 0;
    await observe(look, { everyMs: 10_000, forMs: 60_000, signal: stop.signal, clock }, () => {
      looks += 1;
      stop.abort();
    });

    expect(looks).toBe(1);
  });
});
