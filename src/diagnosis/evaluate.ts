import type { Finding, FindingId } from '../model/finding.ts';
import type { LogEntry } from '../model/log-entry.ts';
import { type Outcome, unavailable } from '../model/outcome.ts';
import type { Rule } from '../model/rule.ts';
import type { ReadContext, Source } from '../model/source.ts';
import { resolve } from './resolve.ts';

/** Looks up the outcome of any source, deriving on demand. */
export type Outcomes = (source: Source) => Outcome<unknown>;

export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly notApplicable: readonly { readonly rule: string; readonly why: string }[];
  readonly broken: readonly { readonly rule: string; readonly error: string }[];
}

/** Makes the outcomes of probes answer for derived sources too, each computed once. */
export function withDerived(probed: ReadonlyMap<string, Outcome<unknown>>, context: ReadContext): Outcomes {
  const derived = new Map<string, Outcome<unknown>>();
  function outcomeOf(source: Source): Outcome<unknown> {
    const known = probed.get(source.id) ?? derived.get(source.id);
    if (known !== undefined) return known;
    const outcome =
      source.kind === 'derived'
        ? source.derive(outcomeOf, context)
        : unavailable('not-asked', `${source.title} was not asked for`);
    derived.set(source.id, outcome);
    return outcome;
  }
  return outcomeOf;
}

/**
 * Asks every rule, those that want to know what the others said after them; the order of rules and of evidence does not change the verdict. A rule that throws
 * is reported as broken, never as clear. A finding that something shows to be over is marked so before the last rules are asked.
 */
export function evaluate(rules: readonly Rule[], outcomes: Outcomes, context: ReadContext): Evaluation {
  const findings: Finding[] = [];
  const claims = new Map<FindingId, readonly LogEntry[]>();
  const notApplicable: { rule: string; why: string }[] = [];
  const broken: { rule: string; error: string }[] = [];
  for (const rule of [...rules.filter(({ last }) => !last), ...rules.filter(({ last }) => last)]) {
    try {
      const verdict = rule.judge(outcomes, context, { findings, claims });
      if (verdict.verdict === 'finding') {
        findings.push(resolve(rule, verdict.finding, verdict.claims ?? [], outcomes, context));
        claims.set(rule.id, verdict.claims ?? []);
      } else if (verdict.verdict === 'not-applicable') notApplicable.push({ rule: rule.id, why: verdict.why });
    } catch (error) {
      broken.push({ rule: rule.id, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return { findings, notApplicable, broken };
}
