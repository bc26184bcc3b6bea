import { describe, expect, it } from 'vitest';
import type { AccessFacts } from '../../probes/traffic/facts.ts';
import { manyErrors } from './service-view.ts';

const now = '2026-11-21T08:00:00Z';

const log: AccessFacts = { lines: 0, unread: 0, statuses: {}, addresses: [], slow: [], samples: [] };

describe('many errors', () => {
  it.each([
    ['one of twenty', 20, 1, true],
    ['one of a hundred', 100, 1, false],
    ['half of few', 10, 5, true],
    ['two of two', 2, 2, false],
  ])('%s', (_what, count, bad, isMany) => {
    expect(manyErrors({ ...log, minutes: [{ at: '2026-11-21T07:58:00Z', count, bad }] }, now) !== undefined).toBe(
      isMany,
    );
  });
});
