import { describe, expect, it } from 'vitest';
import { type ChildSample, trendOf } from './watch-trend.ts';

const mib = 1_024;

/** Four children sampled thirty times, each serving ten requests between samples; `kib` is the size after so many requests. */
function watched(kib: (requests: number, pid: number) => number): ChildSample[][] {
  return Array.from({ length: 30 }, (_, round) =>
    [1, 2, 3, 4].map((pid) => {
      const requests = pid * 100 + round * 10;
      return { pid, requests, kib: kib(round * 10, pid) };
    }),
  );
}

describe('memory against requests', () => {
  it('is a leak where every child keeps growing, unbounded unless MaxConnectionsPerChild bounds it', () => {
    const samples = watched((requests, pid) => 10 * mib + pid * 500 + requests * 50);

    expect(trendOf(samples)).toMatchObject({ kind: 'leak', kibPerRequest: expect.closeTo(50, 0) });
    expect(trendOf(samples)).not.toHaveProperty('boundKiB');
    expect(trendOf(samples, 1_000)).toMatchObject({ boundKiB: expect.closeTo(61_740, -3) });
  });

  it('is a leak though children start at different sizes and memory is noisy', () => {
    const samples = watched((requests, pid) => 10 * mib + pid * 40 * mib + requests * 50 + ((requests * 7_919) % 300));

    expect(trendOf(samples).kind).toBe('leak');
  });

  it('is a plateau where a child met its largest request and stays there', () => {
    expect(trendOf(watched((requests) => (requests < 60 ? 10 * mib : 60 * mib)))).toEqual({
      kind: 'plateau',
      grewKiB: 50 * mib,
    });
  });

  it('is a plateau where growth dies down', () => {
    expect(trendOf(watched((requests) => 10 * mib + 20 * mib * (1 - Math.exp(-requests / 40)))).kind).toBe('plateau');
  });

  it('is flat where nothing grows', () => {
    expect(trendOf(watched((requests) => 10 * mib + (requests % 20)))).toMatchObject({ kind: 'flat' });
  });

  it.each([
    ['no sample', []],
    ['two looks only', watched((requests) => requests).slice(0, 2)],
    [
      'a server that serves nothing',
      watched(() => 5).map((round) => round.map((child) => ({ ...child, requests: 7 }))),
    ],
  ])('is unclear with %s', (_what, samples) => {
    expect(trendOf(samples).kind).toBe('unclear');
  });

  it('does not take a new child under an old pid for one that shrank', () => {
    const before = watched((requests) => 10 * mib + requests * 50);
    const after = watched((requests) => 10 * mib + requests * 50).map((round) =>
      round.map((child) => ({ ...child, requests: child.requests - 90 })),
    );

    expect(trendOf([...before, ...after]).kind).toBe('leak');
  });
});
