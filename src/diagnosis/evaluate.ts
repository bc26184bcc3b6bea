import type { Finding, FindingId } from '../model/finding.ts';
import type { LogEntry } from '../model/log-entry.ts';
import { type Outcome, unavailable } from '../model/outcome.ts';
import type { Rule } from '../model/rule.ts';
import type { ReadContext, Source } from '../model/source.ts';
import { closeEffects, resolve } from './resolve.ts';

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
  const claims = new Map<FindingId, readonly LogEntry[]>();
  const notApplicable: { rule: string; why: string }[] = [];
  const broken: { rule: string; error: string }[] = [];
  const ask = (some: readonly Rule[], before: readonly Finding[]): readonly Finding[] =>
    some.flatMap((rule): readonly Finding[] => {
      try {
        const verdict = rule.judge(outcomes, context, { findings: before, claims });
        if (verdict.verdict === 'not-applicable') notApplicable.push({ rule: rule.id, why: verdict.why });
        if (verdict.verdict !== 'finding') return [];
        const entries = verdict.claims ?? [];
        claims.set(rule.id, entries);
        return [resolve(rule, verdict.finding, entries, outcomes, context)];
      } catch (error) {
        broken.push({ rule: rule.id, error: error instanceof Error ? error.message : String(error) });
        return [];
      }
    });
  const first = closeEffects(
    ask(
      rules.filter(({ last }) => !last),
      [],
    ),
  );
  const last = ask(
    rules.filter((rule) => rule.last),
    first,
  );
  return { findings: [...first, ...last], notApplicable, broken };
}
