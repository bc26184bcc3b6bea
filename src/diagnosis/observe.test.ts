import { describe, expect, it } from 'vitest';
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

function looking(takesMs: number) {
  let running = 0;
  let most = 0;
  return {
    most: () => most,
    async look() {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      running -= 1;
      return seen;
    },
  };
}

const quick = looking(1);

describe('looking again and again', () => {
  it('ends when the time is up, at both ends of it', async () => {
    const times: number[] = [];
    await observe(
      () => quick.look(),
      { everyMs: 30, forMs: 90 },
      (_seen, elapsedMs) => times.push(elapsedMs),
    );

    expect(times.length).toBeGreaterThanOrEqual(2);
    expect(times.length).toBeLessThanOrEqual(4);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it('never looks twice at once, however long a look takes', async () => {
    const slow = looking(50);
    let looks = 0;
    await observe(
      () => slow.look(),
      { everyMs: 20, forMs: 120 },
      () => {
        looks += 1;
      },
    );

    expect(slow.most()).toBe(1);
    expect(looks).toBeLessThanOrEqual(3);
  });

  it('looks once at least, and stops when told', async () => {
    const stop = new AbortController();
    let looks = 0;
    await observe(
      () => quick.look(),
      { everyMs: 10_000, forMs: 60_000, signal: stop.signal },
      () => {
        looks += 1;
        stop.abort();
      },
    );

    expect(looks).toBe(1);
  });
});
