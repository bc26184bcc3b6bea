import { describe, expect, it } from 'vitest';
import { growthOf } from './growth.ts';
import { budgetOf, percentile, type SizingInput, sizing } from './sizing.ts';

const mib = 1024;
const loaded: SizingInput = {
  mpm: 'prefork',
  totalKiB: 8192 * mib,
  outsideKiB: 2048 * mib,
  sharedKiB: 40 * mib,
  childrenKiB: [30, 40, 45, 50, 50].map((size) => size * mib),
  isRss: false,
  threadsPerChild: 1,
  uptimeSeconds: 86_400,
  accesses: 100_000,
};

describe('sizing', () => {
  it('fits children of the size they have under load into what is left', () => {
    expect(sizing(loaded)).toMatchObject({ workers: 105, perProcessKiB: 50 * mib, bound: 'host' });
  });

  it('multiplies processes by their threads for event', () => {
    expect(sizing({ ...loaded, mpm: 'event', threadsPerChild: 25 })).toMatchObject({ processes: 105, workers: 2625 });
  });

  it('obeys the unit’s own limit when it is tighter', () => {
    expect(budgetOf({ ...loaded, cgroupKiB: 1024 * mib })).toMatchObject({ bound: 'cgroup', budgetKiB: 943_718 });
  });

  it.each([
    [{ isRss: true }, /RSS/],
    [{ uptimeSeconds: 60 }, /less than an hour/],
    [{ accesses: 10 }, /too few requests/],
    [{ childrenKiB: [] }, /no child/],
  ])('gives no number for %j', (change, why) => {
    expect(sizing({ ...loaded, ...change })).toMatchObject({ refused: expect.stringMatching(why) });
  });

  it('takes the nearest rank', () => {
    expect(percentile([5, 1, 3], 0.9)).toBe(5);
    expect(percentile([1], 0.5)).toBe(1);
  });
});

describe('growth', () => {
  it('is seen where memory follows requests', () => {
    const children = [100, 200, 300, 400].map((requests, pid) => ({ pid, requests, kib: 1500 + requests * 200 }));
    expect(growthOf(children)).toMatchObject({ kibPerRequest: 200 });
  });

  it('is not seen where children grew once and stayed', () => {
    const children = [100, 200, 300, 400].map((requests, pid) => ({ pid, requests, kib: 13_000 + (pid % 2) }));
    expect(Math.abs(growthOf(children)?.kibPerRequest ?? 0)).toBeLessThan(1);
  });

  it('is not judged where requests do not differ', () => {
    expect(growthOf([1, 2, 3].map((pid) => ({ pid, requests: 100, kib: pid * 1000 })))).toBeUndefined();
  });
});
