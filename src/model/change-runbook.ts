import type { ChangeVerb } from './intent.ts';
import type { Layout } from './layout.ts';
import type { Outcome } from './outcome.ts';
import type { Drift, Plan, Refusal, SafetyCheck, Verification } from './plan.ts';
import type { Reach } from './reach.ts';
import type { Probe, ReadContext, Source } from './source.ts';

/** What a host showed at one moment. */
export interface Look {
  readonly host: string;
  readonly reach: Reach;
  readonly layout?: Layout;
  readonly context: ReadContext;
  outcomes(source: Source): Outcome<unknown>;
}

/** Where verification starts from: the host's clock and counters right before the command. */
export type Baseline = { readonly now: string | null; readonly generation: number | null };

/** A plan with what speaks for it, or the reasons why none is offered. */
export type Planned =
  | { readonly offered: true; readonly plan: Plan; readonly checks: readonly SafetyCheck[] }
  | { readonly offered: false; readonly refusal: Refusal };

/** A runbook that changes a host: pure judgement; the engine looks, asks, runs and looks again. */
export interface ChangeRunbook {
  readonly verb: ChangeVerb;
  /** What the plan, the drift check and the verification look at. */
  readonly probes: readonly Probe[];
  /** How long verification keeps looking before it says what it has, in seconds. */
  readonly verifySeconds: number;
  plan(look: Look): Planned;
  /** Differences that void an approval. */
  drift(plan: Plan, look: Look): readonly Drift[];
  baseline(look: Look): Baseline;
  verify(plan: Plan, baseline: Baseline, look: Look): Verification;
}
