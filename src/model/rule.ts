import { defined } from '../lib/defined.ts';
import type { Json } from '../lib/json.ts';
import type { Certainty, Evidence, Finding, FindingId, FindingKind, Instant, Severity } from './finding.ts';
import type { LogEntry } from './log-entry.ts';
import type { Outcome } from './outcome.ts';
import type { Over } from './resolution.ts';
import type { Facts, MaybeFacts, ReadContext, Source, Sources } from './source.ts';
import type { ButtonVerb, ReadVerb } from './verbs.ts';

/** A rule's answer. */
export type Verdict =
  | { readonly verdict: 'clear' }
  | { readonly verdict: 'not-applicable'; readonly why: string }
  | { readonly verdict: 'finding'; readonly finding: Finding; readonly claims?: readonly LogEntry[] };

/** What the other rules said, for a rule that comes after them. */
export interface Said {
  readonly findings: readonly Finding[];
  /** The messages that findings are about, finding by finding; what a finding quotes counts besides. */
  readonly claims: ReadonlyMap<FindingId, readonly LogEntry[]>;
}

const nothingSaid: Said = { findings: [], claims: new Map() };

/** What a rule says of the case at hand; what it leaves out is taken from the rule's own texts. */
export interface Found {
  readonly summary: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** Members that are undefined are left out. */
  readonly facts?: Readonly<Record<string, Json | undefined>>;
  readonly certainty?: Certainty;
  readonly severity?: Severity;
  readonly cause?: string;
  readonly advice?: string;
  readonly runbook?: ButtonVerb;
  readonly explains?: readonly FindingId[];
  readonly at?: Instant | undefined;
  /** The messages it is about, beyond those it quotes; no other finding has to account for them. */
  readonly claims?: readonly LogEntry[];
}

/** What a rule says of itself, whatever the case: the documentation of its finding. */
export interface RuleHead {
  /** The rule's file carries the same name. */
  readonly id: FindingId;
  /** The failing state as a title, for the reference page. */
  readonly title: string;
  readonly kind: FindingKind;
  /** The looking verbs that the finding is an answer to; under the others it is named in one line. */
  readonly answers: readonly [ReadVerb, ...ReadVerb[]];
  readonly severity: Severity;
  /** Why it hurts and how it comes about; one to three sentences, with the AH code or manual page relied on. */
  readonly cause: string;
  /** What to do next, one or two sentences. */
  readonly remedy: string;
  /** Verb of the runbook that fixes it or looks closer. */
  readonly runbook?: ButtonVerb;
  /** The findings that this one explains when both are present. */
  readonly explains?: readonly FindingId[];
}

/** A judgement over facts; pure, and nothing else in reach. */
export interface Rule extends RuleHead {
  readonly explains: readonly FindingId[];
  readonly reads: readonly Source[];
  readonly mayRead: readonly Source[];
  /** What shows that a dated finding is over, or why nothing can. */
  readonly over?: Over;
  /** Asked when all others have answered, and told what they said. */
  readonly last?: true;
  judge(outcomes: (source: Source) => Outcome<unknown>, context: ReadContext, said?: Said): Verdict;
}

export const clear: Verdict = { verdict: 'clear' };

/** The rule has no object here: say why. */
export function notApplicable(why: string): Verdict {
  return { verdict: 'not-applicable', why };
}

/** A rule that reads messages tells of the past: it must say what would show that this is over, or why nothing can. */
type Closing<R extends Sources, M extends Sources> = 'logs' extends keyof R
  ? { readonly over: Over }
  : 'logs' extends keyof M
    ? { readonly over: Over }
    : { readonly over?: Over };

/** Declares a rule: `reads` must be there for it to be asked at all, `mayRead` arrives as facts or undefined. */
export function defineRule<R extends Sources, M extends Sources = Record<never, never>>(
  spec: RuleHead &
    Closing<R, M> & {
      readonly reads: R;
      readonly mayRead?: M;
      readonly last?: true;
      judge(facts: Facts<R> & MaybeFacts<M>, context: ReadContext, said: Said): Found | undefined | Verdict;
    },
): Rule {
  return {
    ...spec,
    explains: spec.explains ?? [],
    reads: Object.values(spec.reads),
    mayRead: Object.values(spec.mayRead ?? {}),
    judge(outcomes, context, said = nothingSaid) {
      const facts: Record<string, unknown> = {};
      for (const [name, source] of Object.entries(spec.reads)) {
        const outcome = outcomes(source);
        if (outcome.status === 'unavailable') return notApplicable(`${source.id}: ${outcome.detail}`);
        facts[name] = outcome.facts;
      }
      for (const [name, source] of Object.entries(spec.mayRead ?? {})) {
        const outcome = outcomes(source);
        facts[name] = outcome.status === 'collected' ? outcome.facts : undefined;
      }
      const answer = spec.judge(facts as Facts<R> & MaybeFacts<M>, context, said);
      if (answer === undefined) return clear;
      if ('verdict' in answer) return answer;
      return { verdict: 'finding', finding: finish(answer), ...defined({ claims: answer.claims }) };
    },
  };

  function finish(found: Found): Finding {
    const runbook = found.runbook ?? spec.runbook;
    return {
      id: spec.id,
      kind: spec.kind,
      severity: found.severity ?? spec.severity,
      certainty: found.certainty ?? 'certain',
      summary: found.summary,
      cause: found.cause ?? spec.cause,
      evidence: found.evidence,
      facts: defined(found.facts ?? {}),
      remedy: { advice: found.advice ?? spec.remedy, ...defined({ runbook }) },
      explains: found.explains ?? spec.explains ?? [],
      ...defined({ at: found.at }),
    };
  }
}

/** Declares facts computed from other facts; available as soon as one of them is, unless `derive` says otherwise. */
export function defineDerived<const Id extends string, S extends Sources, F>(spec: {
  id: Id;
  title: string;
  from: S;
  derive(facts: MaybeFacts<S>, context: ReadContext): F;
}): {
  kind: 'derived';
  id: Id;
  title: string;
  from: readonly Source[];
  derive(outcomes: (source: Source) => Outcome<unknown>, context: ReadContext): Outcome<F>;
} {
  return {
    kind: 'derived',
    id: spec.id,
    title: spec.title,
    from: Object.values(spec.from),
    derive(outcomes, context) {
      const facts: Record<string, unknown> = {};
      const missing: string[] = [];
      for (const [name, source] of Object.entries(spec.from)) {
        const outcome = outcomes(source);
        if (outcome.status === 'collected') facts[name] = outcome.facts;
        else missing.push(`${source.id}: ${outcome.detail}`);
      }
      if (Object.keys(facts).length === 0)
        return { status: 'unavailable', reason: 'failed', detail: missing.join('; ') };
      return { status: 'collected', facts: spec.derive(facts as MaybeFacts<S>, context) };
    },
  };
}
