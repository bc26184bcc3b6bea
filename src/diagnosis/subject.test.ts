import { describe, expect, it } from 'vitest';
import { defined } from '../lib/defined.ts';
import type { Finding, FindingId } from '../model/finding.ts';
import { rules } from '../rules/index.ts';
import { buildReport } from './report.ts';

function finding(id: FindingId, severity: Finding['severity'], explains: readonly FindingId[] = []): Finding {
  return {
    id,
    kind: rules.find((rule) => rule.id === id)?.kind ?? 'problem',
    severity,
    certainty: 'certain',
    summary: id,
    cause: '',
    evidence: [{ kind: 'measure', source: 'x', name: 'n', value: 1, unit: 'x' }],
    facts: {},
    remedy: { advice: '' },
    explains,
  };
}

function reportOf(findings: readonly Finding[], subject?: readonly FindingId[], now?: string) {
  return buildReport({
    host: 'web-03',
    verb: 'tls',
    asked: [],
    outcomes: () => ({ status: 'unavailable', reason: 'not-asked', detail: '' }),
    evaluation: { findings, notApplicable: [], broken: [] },
    state: [],
    ...defined({ now, subject: subject === undefined ? undefined : new Set(subject) }),
    durationMs: 1,
  });
}

describe('a report about one subject', () => {
  const findings = [
    finding('certificate-expiring', 'warning'),
    finding('disk-full', 'critical'),
    finding('start-ok', 'notice'),
  ];

  it('holds what was asked about, and names the rest', () => {
    const report = reportOf(findings, ['certificate-expiring']);

    expect(report.cases.map(({ root }) => root.id)).toEqual(['certificate-expiring']);
    expect(report.notices).toEqual([]);
    expect(report.also?.map(({ id }) => id)).toEqual(['disk-full', 'start-ok']);
  });

  it('is not healthy because of what nobody asked about', () => {
    expect(reportOf(findings, ['key-passphrase']).verdict).toBe('sick');
    expect(reportOf([finding('start-ok', 'notice')], ['key-passphrase']).verdict).toBe('healthy');
  });

  it('leads with a cause outside of the subject when that explains what was asked about', () => {
    const report = reportOf(
      [finding('oom-kill', 'critical', ['not-running']), finding('not-running', 'critical')],
      ['not-running'],
    );

    expect(report.cases).toMatchObject([{ root: { id: 'oom-kill' }, symptoms: [{ id: 'not-running' }] }]);
    expect(report.also).toEqual([]);
  });

  it('holds everything when nothing special was asked about', () => {
    const report = reportOf(findings);

    expect(report.also).toBeUndefined();
    expect(report.cases).toHaveLength(2);
  });
});

describe('a start, reload or stop', () => {
  const now = '2026-11-21T12:00:00Z';
  const routine = { ...finding('start-ok', 'notice'), at: '2026-11-21T10:30:00Z' };

  function noticed(findings: readonly Finding[], subject?: readonly FindingId[]): readonly string[] {
    return reportOf(findings, subject, now).notices.map(({ id }) => id);
  }

  it('is not news after an hour, unless it was asked about', () => {
    expect(noticed([routine])).toEqual([]);
    expect(noticed([routine], ['start-ok'])).toEqual(['start-ok']);
    expect(noticed([{ ...routine, at: '2026-11-21T11:30:00Z' }])).toEqual(['start-ok']);
    expect(noticed([{ ...finding('recent-config-change', 'notice'), at: routine.at }])).toEqual([
      'recent-config-change',
    ]);
  });

  it('stays in the timeline', () => {
    const evidence = [{ kind: 'quote', source: 'logs', text: 'resuming', at: routine.at }] as const;
    expect(reportOf([{ ...routine, evidence }], undefined, now).timeline).toHaveLength(1);
  });
});
