import type { Outcome } from '../model/outcome.ts';
import type { FactsOf, ReadContext, Source } from '../model/source.ts';

/** Looks up what a source gave. */
export type Outcomes = (source: Source) => Outcome<unknown>;

/** Turns what was seen into lines or panels; nothing where nothing is known. */
export type Describe<Shown> = (outcomes: Outcomes, context: ReadContext) => readonly Shown[];

/** The facts of a source, or undefined where there are none. */
export function factsFrom<S extends Source>(outcomes: Outcomes, source: S): FactsOf<S> | undefined {
  const outcome = outcomes(source);
  return outcome.status === 'collected' ? (outcome.facts as FactsOf<S>) : undefined;
}
