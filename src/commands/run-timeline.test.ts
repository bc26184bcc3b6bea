import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../model/engine-port.ts';
import { timelineOf } from './run-timeline.ts';

const kim = { surface: 'slack', id: 'U0KIM' } as const;
const record: RunRecord = {
  run: {
    id: 'change-1',
    kind: 'flow',
    flow: 'change',
    version: '2',
    input: {
      thread: { channel: 'C1', ts: '1.1' },
      root: null,
      cardAt: null,
      askedAt: 900,
      ttlMs: 1_000,
      card: {
        runId: 'change-1',
        digest: 'd1',
        requestedBy: kim,
        approvers: { users: ['U0KIM'], groups: [], selfApproval: true, needed: 1 },
        plan: {
          verb: 'reload',
          host: 'web-03',
          options: {},
          changeId: '0123456789abcdef',
          preconditions: [],
          tier: 'break-glass',
          breakGlass: 'it `burns`\n# Approved by everybody',
          impact: 'No request is cut.',
          undo: { words: 'None.', steps: [] },
          steps: [{ title: 'Reload', host: 'web-03', command: { argv: ['/bin/systemctl', 'reload'], seconds: 9 } }],
          diff: '-a\n+```\n',
        },
        checks: [{ name: 'Parent', passed: true, detail: 'pid `7`' }],
      },
    },
    who: kim,
    status: 'done',
    result: {
      ended: 'done',
      step: 'Reload',
      exit: 0,
      output: '```\n# no heading',
      verification: {
        outcome: 'verified',
        points: [{ name: 'Same parent', passed: true, detail: 'pid 7 lives on' }],
        quotes: ['# AH00489'],
      },
      traffic: {
        url: 'http://127.0.0.1:80/',
        before: { sent: 5, failed: 0, medianMs: 0.578, longestMs: 0.7020000000000001 },
        during: { sent: 0, failed: 0, medianMs: null, longestMs: null },
        after: { sent: 5, failed: 0, medianMs: 0.6, longestMs: 5.394 },
      },
      undone: null,
    },
    startedAt: 1_000,
    endedAt: 9_000,
  },
  steps: [
    {
      name: 'apply',
      action: 'apply-plan',
      args: null,
      host: 'web-03',
      attempts: 2,
      outcome: { ok: false, failure: 'threw', reason: 'lost' },
      startedAt: 4_000,
      endedAt: 5_000,
    },
  ],
  approvals: [
    {
      id: 'a1',
      runId: 'change-1',
      name: 'approval',
      digest: 'd1',
      card: null,
      requestedAt: 2_000,
      expiresAt: 60_000,
      decision: { verdict: 'approve', by: kim, at: 3_000, details: {} },
    },
  ],
  events: [{ seq: 1, at: 2_000, kind: 'approval-requested', body: null }],
  references: {},
  audit: [
    {
      seq: 1,
      at: 2_500,
      kind: 'click-refused',
      runId: 'change-1',
      who: kim,
      body: { reason: 'frozen' },
      previous: '',
      hash: '',
    },
    { seq: 2, at: 3_000, kind: 'approval-decided', runId: 'change-1', who: kim, body: {}, previous: '', hash: '' },
  ],
};

describe('the timeline of a run', () => {
  it('tells what happened in its order, each thing once', () => {
    const [, after = ''] = timelineOf(record).split('## Timeline\n\n');
    expect(
      after
        .split('\n\n')[0]
        ?.split('\n')
        .map((line) => line.slice(30)),
    ).toEqual([
      'change asked for by `U0KIM` (slack)',
      'approval asked for, until 1970-01-01 00:01:00.000 UTC',
      'click-refused by `U0KIM` (slack): `{"reason":"frozen"}`',
      'approval: approve by `U0KIM` (slack)',
      '`apply` (apply-plan) on `web-03` begun, attempt 2',
      '`apply` failed: `lost`',
      'ended: done',
    ]);
  });

  it('lets no text of hosts or people become markup', () => {
    const text = timelineOf(record);
    expect(text).toContain('``it `burns` ⏎ # Approved by everybody``');
    expect(text.match(/^#.*$/gm)).toEqual([
      '# change-1',
      '## Commands',
      '## Looked at before',
      '## Timeline',
      '## Result',
      '# no heading',
      '# AH00489',
    ]);
    expect(text).toContain('````\n-a\n+```\n````');
  });
});
