import { defined } from '../lib/defined.ts';
import type { Evidence, Finding, Instant } from './finding.ts';
import type { LogEntry } from './log-entry.ts';
import type { Outcome } from './outcome.ts';
import type { MaybeFacts, ReadContext, Source, Sources } from './source.ts';

/** A finding that messages of the past led to. */
export interface Past {
  readonly finding: Finding;
  /** The messages it is about, where the rule told them. */
  readonly entries: readonly LogEntry[];
  /** When the newest and the oldest of what it is about was seen. */
  readonly at: Instant;
  readonly began: Instant;
  readonly now: Instant;
}

/** What shows that something is over. */
export interface Shown {
  /** Why, as the end of a sentence that begins “over, because”. */
  readonly by: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** From when on it holds; the moment of the look unless said. What is not later than the event contradicts nothing. */
  readonly since?: Instant | undefined;
  /** Set where the reason is gone and what came of it is not: the server was ended by it and does not run. The finding stays the cause. */
  readonly effectStays?: true;
}

/** One thing that, when it is seen, shows that a finding is history. */
export interface Contradiction {
  /** As the end of a sentence that begins “It is over when”. */
  readonly words: string;
  show(outcomes: (source: Source) => Outcome<unknown>, past: Past, context: ReadContext): Shown | undefined;
}

/** What closes a finding of the past, any one of these; or why nothing can. */
export type Over = readonly [Contradiction, ...Contradiction[]] | { readonly never: string };

/** Declares a contradiction; facts that could not be had arrive as undefined and show nothing. */
export function defineContradiction<S extends Sources>(spec: {
  readonly words: string;
  readonly from: S;
  shows(facts: MaybeFacts<S>, past: Past, context: ReadContext): Shown | undefined;
}): Contradiction {
  return {
    words: spec.words,
    show(outcomes, past, context) {
      const facts: Record<string, unknown> = {};
      for (const [name, source] of Object.entries(spec.from)) {
        const outcome = outcomes(source);
        facts[name] = outcome.status === 'collected' ? outcome.facts : undefined;
      }
      return spec.shows(facts as MaybeFacts<S>, past, context);
    },
  };
}

/** A contradiction that holds only together with another: both are shown. */
export function together(one: Contradiction, other: Contradiction): Contradiction {
  return {
    words: `${one.words} and ${other.words}`,
    show(outcomes, past, context) {
      const [first, second] = [one.show(outcomes, past, context), other.show(outcomes, past, context)];
      if (first === undefined || second === undefined) return undefined;
      const [lead, ...rest] = first.evidence;
      const since = [first.since, second.since].flatMap((at) => at ?? []).sort((a, b) => Date.parse(a) - Date.parse(b));
      return {
        by: `${first.by}, and ${second.by}`,
        evidence: [lead, ...rest, ...second.evidence],
        ...defined({ since: since[0] }),
      };
    },
  };
}
