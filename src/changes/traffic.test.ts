import { describe, expect, it } from 'vitest';
import type { RequestStats, Traffic, Verification } from '../model/plan.ts';
import { judgeTraffic } from './traffic.ts';

const verified: Verification = { outcome: 'verified', points: [], quotes: [] };
const unsure: Verification = { ...verified, outcome: 'unsure' };

function stats(sent: number, failed: number, medianMs = 2): RequestStats {
  return { sent, failed, medianMs: failed === sent ? null : medianMs, longestMs: failed === sent ? null : medianMs };
}

const unmade: RequestStats = { sent: 0, failed: 0, medianMs: null, longestMs: null };

function traffic(before: RequestStats, during: RequestStats, after: RequestStats): Traffic {
  return { url: 'http://127.0.0.1:80/', before, during, after };
}

describe('what light requests say of a change', () => {
  it.each([
    ['nothing failed', stats(5, 0), stats(30, 0), stats(10, 0), 'reversible', 'verified'],
    ['one was cut although none should be', stats(5, 0), stats(30, 1), stats(10, 0), 'reversible', 'unsure'],
    ['some were cut as was said', stats(5, 0), stats(30, 9), stats(10, 0), 'disruptive', 'verified'],
    ['some fail afterwards', stats(5, 0), stats(30, 0), stats(10, 2), 'disruptive', 'unsure'],
    ['all fail afterwards', stats(5, 0), stats(30, 20), stats(10, 10), 'disruptive', 'failed'],
    ['it is much slower', stats(5, 0), stats(30, 0), stats(10, 0, 900), 'reversible', 'unsure'],
    ['none could be made afterwards', stats(5, 0), stats(30, 0), unmade, 'disruptive', 'unsure'],
    ['none could be made while it ran', stats(5, 0), unmade, stats(10, 0), 'reversible', 'unsure'],
    ['all failed before already', stats(5, 5), stats(30, 30), stats(10, 10), 'reversible', 'verified'],
  ] as const)('%s', (_what, before, during, after, tier, outcome) => {
    expect(judgeTraffic(verified, traffic(before, during, after), tier).outcome).toBe(outcome);
  });

  it('never makes better what was not proven', () => {
    expect(judgeTraffic(unsure, traffic(stats(5, 0), stats(9, 0), stats(10, 0)), 'reversible').outcome).toBe('unsure');
  });
});
