import { readCapture } from '../../src/diagnosis/collect.ts';
import { withDerived } from '../../src/diagnosis/evaluate.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Source } from '../../src/model/source.ts';
import { probes } from '../../src/probes/index.ts';
import type { Case } from './cases.ts';

/** What a captured case shows of a rule: it finds something, it looked and is clear, or it was refused what it reads. */
export const caseKinds = ['sick', 'healthy', 'refused'] as const;
export type CaseKind = (typeof caseKinds)[number];

/** True when the texts were recorded on a running host, not written after a source or a public report. */
export function isFromHost({ origin }: Case): boolean {
  return /^lab(?:oratory)?[:,]/.test(origin);
}

/** What every rule makes of a case; rules that it says nothing about are left out. */
export function kindsOf({ captures, context }: Case, rules: readonly Rule[]): ReadonlyMap<string, CaseKind> {
  const outcomes = new Map<string, Outcome<unknown>>();
  for (const capture of captures) {
    const probe = probes.find(({ id }) => id === capture.source);
    if (probe !== undefined) outcomes.set(probe.id, readCapture(probe, capture, context));
  }
  const refused = new Map([...outcomes].filter(([, outcome]) => isRefusal(outcome)));
  const whole = withDerived(outcomes, context);
  const onlyRefusals = withDerived(refused, context);
  const kinds = new Map<string, CaseKind>();
  for (const rule of rules) {
    const { verdict } = rule.judge(whole, context);
    const sources = mainProbes(rule);
    if (verdict === 'finding') kinds.set(rule.id, 'sick');
    else if (sources.some((id) => refused.has(id)) && rule.judge(onlyRefusals, context).verdict === 'not-applicable')
      kinds.set(rule.id, 'refused');
    else if (verdict === 'clear' && sources.some((id) => outcomes.get(id)?.status === 'collected'))
      kinds.set(rule.id, 'healthy');
  }
  return kinds;
}

/** True when the host was asked and could not be seen. */
export function isRefusal(outcome: Outcome<unknown>): boolean {
  return outcome.status === 'unavailable' && outcome.reason !== 'not-applicable';
}

/** The probes a rule rests on: those it must read, or all it may read where it must read none. */
export function mainProbes({ reads, mayRead }: Rule): readonly string[] {
  return (reads.length > 0 ? reads : mayRead).flatMap(underlying);
}

function underlying(source: Source): readonly string[] {
  return source.kind === 'derived' ? source.from.flatMap(underlying) : [source.id];
}
