import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../model/log-entry.ts';
import { groupEntries, selectEntries } from './group.ts';

function entry(minute: number, message: string, more: Partial<LogEntry> = {}): LogEntry {
  const at = new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
  return { source: 'error-log', raw: `[${at}] ${message}`, at, message, continuation: [], ...more };
}

const failed = (minute: number, backend: string) =>
  entry(minute, `HTTP: failed to make connection to backend: ${backend}`, { code: 'AH01114', level: 'error' });

describe('groups of messages', () => {
  it('count the same code, with first, last and rate', () => {
    const [group, ...others] = groupEntries([failed(0, '10.0.0.1'), failed(1, '10.0.0.2'), failed(4, '10.0.0.1')]);

    expect(others).toEqual([]);
    expect(group).toMatchObject({
      count: 3,
      code: 'AH01114',
      first: '2026-11-21T10:00:00.000Z',
      last: '2026-11-21T10:04:00.000Z',
      perMinute: 0.5,
    });
  });

  it('join messages without a code that differ in numbers, paths and quoted words only', () => {
    const groups = groupEntries([
      entry(0, 'child pid 411 exit signal Segmentation fault (11)'),
      entry(1, 'child pid 412 exit signal Segmentation fault (11)'),
      entry(2, 'cannot open "/a/b" for pid 3'),
      entry(3, 'cannot open "/c" for pid 4'),
    ]);

    expect(groups.map(({ count }) => count)).toEqual([2, 2]);
  });

  it('come with the newest last', () => {
    const groups = groupEntries([
      failed(0, 'x'),
      entry(1, 'resuming normal operations', { code: 'AH00489' }),
      failed(2, 'x'),
    ]);

    expect(groups.map(({ code }) => code)).toEqual(['AH00489', 'AH01114']);
  });

  it('have no rate where nothing is dated', () => {
    const { at: _at, ...undated } = entry(0, 'x');

    expect(groupEntries([undated, undated])).toEqual([{ count: 2, files: [], newest: undated }]);
  });

  it('hold every entry once', () => {
    const messages = fc.array(fc.record({ minute: fc.integer({ min: 0, max: 59 }), text: fc.string() }));
    fc.assert(
      fc.property(messages, (list) => {
        const groups = groupEntries(list.map(({ minute, text }) => entry(minute, text)));
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
      }),
    );
  });
});

describe('the choice of messages', () => {
  const entries = [
    entry(0, 'plain line'),
    entry(1, 'noise', { level: 'debug' }),
    entry(2, 'a.b*c failed', { level: 'error' }),
    entry(3, 'careful', { level: 'warn' }),
  ];
  const chosen = (wanted: Parameters<typeof selectEntries>[1]) =>
    selectEntries(entries, wanted).map(({ message }) => message);

  it('takes text as it stands, not as a pattern', () => {
    expect(chosen({ text: 'A.B*C' })).toEqual(['a.b*c failed']);
    expect(chosen({ text: '.*' })).toEqual([]);
  });

  it('keeps a level and what is weightier, and lines without one', () => {
    expect(chosen({ level: 'warn' })).toEqual(['plain line', 'a.b*c failed', 'careful']);
    expect(chosen({ level: 'error' })).toEqual(['plain line', 'a.b*c failed']);
  });

  it('begins at a time', () => {
    expect(chosen({ from: '2026-11-21T10:02:00Z' })).toEqual(['a.b*c failed', 'careful']);
  });
});
