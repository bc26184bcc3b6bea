import { describe, expect, it } from 'vitest';
import type { Finding } from '../model/finding.ts';
import type { ServiceView, SiteImpact } from '../model/impact.ts';
import type { Case } from '../model/report.ts';
import { impactOf } from './impact.ts';

const good: SiteImpact = { url: 'http://a.example/', state: 'good', words: 'answers 200' };
const bad: SiteImpact = { url: 'http://b.example/', state: 'bad', words: 'answers 500', since: '2026-11-21T14:11:48Z' };
const slow: SiteImpact = { url: 'http://c.example/', state: 'slow', words: 'answers only after 2.4 s' };
const untold: SiteImpact = { url: 'http://d.example/', state: 'not-known', words: 'answers 403' };

function led(by: Partial<Finding>): readonly Case[] {
  const root: Finding = {
    id: 'backend-down',
    kind: 'problem',
    severity: 'critical',
    certainty: 'certain',
    summary: 'The backend is down.',
    cause: '',
    evidence: [{ kind: 'quote', source: 'error-log', text: 'x', at: '2026-11-21T14:00:00Z' }],
    facts: {},
    remedy: { advice: '' },
    explains: [],
    ...by,
  };
  return [{ root, symptoms: [] }];
}

describe('what users get', () => {
  it.each<[what: string, view: ServiceView, cases: readonly Case[], state: string, words: RegExp, since?: string]>([
    ['every site is well', { sites: [good, good] }, [], 'serving', /^all 2 sites answer$/],
    ['one site is all there is', { sites: [good] }, [], 'serving', /^http:\/\/a.example\/ answers 200$/],
    ['one of several is bad', { sites: [good, bad] }, [], 'degraded', /^1 of 2 sites fail/, '2026-11-21T14:11:48Z'],
    ['one is slow', { sites: [good, slow] }, [], 'degraded', /only after 2.4 s/],
    ['every site is bad', { sites: [bad, bad] }, [], 'down', /answers 500/, '2026-11-21T14:11:48Z'],
    ['the only one that tells is bad', { sites: [bad, untold] }, [], 'down', /answers 500/, '2026-11-21T14:11:48Z'],
    [
      'nothing runs',
      { running: false, endedAt: '2026-11-21T13:00:00Z', sites: [] },
      [],
      'down',
      /not running/,
      '2026-11-21T13:00:00Z',
    ],
    [
      'nothing runs since the cause',
      { running: false, sites: [] },
      led({}),
      'down',
      /not running/,
      '2026-11-21T14:00:00Z',
    ],
    ['something else answers', { running: false, sites: [good] }, [], 'down', /something else answers/],
    ['no site tells', { sites: [untold] }, [], 'not-known', /answers 403/],
    ['nothing was asked', { sites: [], unseen: 'curl is not installed' }, [], 'not-known', /curl is not installed/],
    ['others are answered 5xx', { sites: [good], errors: { bad: 30, of: 100 } }, [], 'degraded', /30 of the last 100/],
    [
      'others are answered 5xx since a minute in which the cause was first seen',
      { sites: [good], errors: { bad: 30, of: 100, since: '2026-11-21T14:00:00Z' } },
      led({ evidence: [{ kind: 'quote', source: 'error-log', text: 'x', at: '2026-11-21T14:00:42.500Z' }] }),
      'degraded',
      /30 of the last 100/,
      '2026-11-21T14:00:42.500Z',
    ],
    [
      'a reload would end it',
      { sites: [good], wouldEnd: 'the key does not fit' },
      [],
      'fragile',
      /the key does not fit/,
    ],
    [
      'only the host itself is answered',
      { sites: [good] },
      led({ kind: 'symptom', summary: 'Loopback only.' }),
      'down',
      /^Loopback/,
      '2026-11-21T14:00:00Z',
    ],
    ['something critical is elsewhere', { sites: [good] }, led({}), 'serving', /answers 200/],
  ])('%s', (_what, view, cases, state, words, since) => {
    const impact = impactOf(view, cases);

    expect(impact.state).toBe(state);
    expect(impact.words).toMatch(words);
    expect(impact.since).toBe(since);
  });
});
