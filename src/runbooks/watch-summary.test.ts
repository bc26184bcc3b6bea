import { describe, expect, it } from 'vitest';
import type { WatchPoint } from './watch.ts';
import { watchPicture } from './watch-picture.ts';
import { summarise, watchTable } from './watch-summary.ts';

function points(count: number, make: (index: number) => Partial<WatchPoint>): WatchPoint[] {
  return Array.from({ length: count }, (_, index) => ({
    seconds: index * 10,
    reached: true,
    children: [],
    ...make(index),
  }));
}

const leaking = points(12, (index) => ({
  busy: 2,
  idle: 8,
  accesses: index * 100,
  queued: 0,
  children: [{ pid: 7, requests: 50 + index * 50, kib: 20_000 + index * 5_000 }],
  memory: {
    measuredBy: 'private',
    meanKiB: 20_000 + index * 5_000,
    maxKiB: 20_000 + index * 5_000,
    apacheKiB: 90_000,
    children: 1,
  },
}));

describe('the sum of a watch', () => {
  it.each<[string, readonly WatchPoint[], 'degraded' | 'healthy' | 'unknown', RegExp]>([
    ['a leak', leaking, 'degraded', /100 KiB per request.*a leak/],
    ['a full house', points(4, () => ({ busy: 10, idle: 0 })), 'degraded', /no worker was free in 4 of 4/],
    [
      'a status page that hangs',
      points(4, (index) => (index < 2 ? { hung: true } : { busy: 1, idle: 9 })),
      'degraded',
      /in 2 of 4/,
    ],
    ['a queue', points(4, () => ({ busy: 1, idle: 9, queued: 3, backlog: 511 })), 'degraded', /up to 3 connections/],
    ['a host that nobody reached', points(3, () => ({ reached: false })), 'unknown', /not reached/],
    ['a host that shows nothing', points(3, () => ({})), 'unknown', /could be seen/],
    ['a quiet host', points(3, () => ({ busy: 1, idle: 9 })), 'healthy', /free in every sample/],
  ])('says of %s what matters most', (_what, samples, verdict, headline) => {
    const summary = summarise(samples, 0);

    expect(summary.verdict).toBe(verdict);
    expect(summary.headline).toMatch(headline);
  });

  it('says what bounds a leak, or that nothing does', () => {
    expect(summarise(leaking, 0).lines.join('\n')).toContain('nothing bounds it');
    expect(summarise(leaking, 1_000).lines.join('\n')).toMatch(
      /MaxConnectionsPerChild 1000 bounds it at about \d+ MiB/,
    );
    expect(summarise(leaking, undefined).lines.join('\n')).toContain('is not known');
  });

  it('says when the counter of requests was reset and samples are missing', () => {
    const lines = summarise(
      points(3, (index) => (index === 1 ? { reached: false } : { accesses: 100 - index })),
      0,
    ).lines.join('\n');

    expect(lines).toContain('reset');
    expect(lines).toContain('1 of 3 samples reached nobody');
  });

  it('is a table with one line per sample, and a picture', () => {
    expect(watchTable(leaking).trimEnd().split('\n')).toHaveLength(13);
    expect(watchPicture('web-03', leaking)).toContain('width="800" height="1088"');
  });
});
