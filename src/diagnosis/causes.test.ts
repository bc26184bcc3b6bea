import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined } from '../lib/defined.ts';
import type { Finding, FindingId, Severity } from '../model/finding.ts';
import { rules } from '../rules/index.ts';
import { groupByCause } from './causes.ts';

const findingIds = rules.map(({ id }) => id);

function finding(id: FindingId, severity: Severity, explains: readonly FindingId[] = [], at?: string): Finding {
  return {
    id,
    kind: rules.find((rule) => rule.id === id)?.kind ?? 'problem',
    severity,
    certainty: 'certain',
    summary: id,
    cause: '',
    evidence: [{ kind: 'quote', source: 'logs', text: id }],
    facts: {},
    remedy: { advice: '' },
    explains,
    ...defined({ at }),
  };
}

function shape(findings: readonly Finding[]): unknown {
  return groupByCause(findings).map(({ root, symptoms }) => [root.id, symptoms.map(({ id }) => id)]);
}

describe('groupByCause', () => {
  it('folds a chain under its root', () => {
    const chain = [
      finding('not-running', 'critical'),
      finding('start-failed', 'critical', ['not-running']),
      finding('port-conflict', 'critical', ['start-failed']),
    ];
    expect(shape(chain)).toEqual([['port-conflict', ['not-running', 'start-failed']]]);
  });

  it('keeps unrelated problems apart, the worse first', () => {
    expect(shape([finding('certificate-expiring', 'warning'), finding('disk-full', 'critical')])).toEqual([
      ['disk-full', []],
      ['certificate-expiring', []],
    ]);
  });

  it('does not let a warning lead over the outage it helped with', () => {
    expect(shape([finding('memory-leak', 'warning', ['oom-kill']), finding('oom-kill', 'critical')])).toEqual([
      ['oom-kill', []],
      ['memory-leak', []],
    ]);
  });

  it('lets a stop on purpose explain that nothing runs', () => {
    expect(shape([finding('not-running', 'critical'), finding('stopped', 'notice', ['not-running'])])).toEqual([
      ['stopped', ['not-running']],
    ]);
  });

  it('does not explain by what came later', () => {
    const late = finding('oom-kill', 'critical', ['not-running'], '2026-11-21T12:00:00Z');
    expect(shape([late, finding('not-running', 'critical', [], '2026-11-21T11:00:00Z')])).toHaveLength(2);
  });

  it.for([
    ['a cause dated three seconds late', 'not-running', '11:14:33.2', '11:14:30.1', true],
    ['a cause dated half a minute late', 'not-running', '11:15:00.5', '11:14:30.1', false],
    ['a cause dated to the minute', 'not-running', '11:15:00', '11:14:30.1', true],
    ['a restart two seconds before', 'restarted', '11:14:30.5', '11:14:28.7', false],
    ['a restart within the same second', 'restarted', '11:14:30.5', '11:14:30', true],
    ['a restart after it', 'restarted', '11:14:30.5', '11:14:31.2', true],
  ] as const)('judges by time: %s', ([, id, at, effectAt, folds]) => {
    const day = '2026-11-21T';
    const kill = finding('oom-kill', 'critical', [id], `${day}${at}Z`);
    expect(shape([kill, finding(id, 'notice', [], `${day}${effectAt}Z`)])).toHaveLength(folds ? 1 : 2);
  });

  it('takes the first moment of a cause that went on', () => {
    const kill = finding('oom-kill', 'critical', ['restarted'], '2026-11-21T12:00:00Z');
    const first = { kind: 'quote', source: 'kernel-log', text: 'first', at: '2026-11-21T11:00:01Z' } as const;
    const restart = finding('restarted', 'notice', [], '2026-11-21T11:30:01Z');
    expect(shape([{ ...kill, evidence: [first] }, restart])).toHaveLength(1);
  });

  it('has one root for a circle', () => {
    const circle = [
      finding('port-conflict', 'critical', ['port-held-by-other']),
      finding('port-held-by-other', 'critical', ['port-conflict']),
    ];
    expect(groupByCause(circle)).toHaveLength(1);
  });

  it('shows what a circle explains once, although it weighs as much as the circle', () => {
    const some = [
      finding('main-process-killed', 'warning', ['tasks-limit', 'log-file-too-large']),
      finding('tasks-limit', 'warning', ['main-process-killed']),
      finding('log-file-too-large', 'warning'),
    ];
    expect(shape(some)).toEqual([['main-process-killed', ['log-file-too-large', 'tasks-limit']]]);
  });

  it('shows every finding exactly once, in whatever order they come', () => {
    const some = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom(...findingIds),
        severity: fc.constantFrom<Severity>('critical', 'warning', 'notice'),
        explains: fc.array(fc.constantFrom(...findingIds), { maxLength: 4 }),
      }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    fc.assert(
      fc.property(some, (drawn) => {
        const findings = drawn.map(({ id, severity, explains }) => finding(id, severity, explains));
        const shown = groupByCause(findings).flatMap(({ root, symptoms }) => [
          root.id,
          ...symptoms.map(({ id }) => id),
        ]);
        expect([...shown].sort()).toEqual(findings.map(({ id }) => id).sort());
        expect(groupByCause([...findings].reverse())).toEqual(groupByCause(findings));
      }),
    );
  });
});
