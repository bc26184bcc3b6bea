import { z } from 'zod';
import type { ChangeOptions } from './change-options.ts';
import type { Layout } from './layout.ts';
import type { Outcome } from './outcome.ts';
import type { Drift, Plan, Reason, Refusal, SafetyCheck, Verification } from './plan.ts';
import type { Reach } from './reach.ts';
import type { Probe, ReadContext, Source } from './source.ts';
import type { ChangeVerb } from './verbs.ts';

/** What a host showed at one moment. */
export interface Look {
  readonly host: string;
  readonly reach: Reach;
  readonly layout?: Layout;
  readonly context: ReadContext;
  outcomes(source: Source): Outcome<unknown>;
}

/** What verification compares with: the host right before the command. */
export const Baseline = z
  .object({
    /** The host's clock, ISO 8601. */
    now: z.string().nullable(),
    /** ParentServerMPMGeneration, when the status page answered. */
    generation: z.number().nullable(),
    /** The parent and its start in clock ticks since boot (/proc/PID/stat field 22), which tells a reused pid apart. */
    parent: z.object({ pid: z.number(), start: z.number() }).readonly().nullable(),
    /** Listening addresses of the parent, `address:port`, sorted; null where holders could not be seen. */
    listening: z.array(z.string()).readonly().nullable(),
    configHash: z.string().nullable(),
  })
  .readonly();
export type Baseline = z.infer<typeof Baseline>;

/** A question to the host's root-owned helper that a plan depends on, such as what an edit would look like; it changes nothing. */
export interface Preview {
  readonly argv: readonly [program: `/${string}`, ...args: string[]];
  readonly seconds: number;
  readonly bytes: number;
}

/** What the helper answered; `detail` says why there is no answer. */
export type Previewed =
  | { readonly answered: true; readonly exit: number; readonly text: string }
  | { readonly answered: false; readonly detail: string };

/** Everything a plan is made from. */
export interface PlanRequest {
  readonly look: Look;
  readonly options: ChangeOptions;
  /** 16 hexadecimal digits, fresh for this plan. */
  readonly changeId: string;
  /** Present when the runbook asked for a preview. */
  readonly previewed?: Previewed;
}

/** A plan with the checks that support it, or the reasons why none is offered. */
export type Planned =
  | { readonly offered: true; readonly plan: Plan; readonly checks: readonly SafetyCheck[] }
  | { readonly offered: false; readonly refusal: Refusal };

/** A runbook that changes a host: pure judgement; the engine looks, asks, runs, looks again, and undoes. */
export interface ChangeRunbook {
  readonly verb: ChangeVerb;
  /** True where nothing answers requests afterwards, so that none are sent beside it. */
  readonly endsService?: true;
  /** What the plan, the drift check and the verification look at. */
  readonly probes: readonly Probe[];
  /** How long verification keeps looking before it says what it has, in seconds. */
  readonly verifySeconds: number;
  /** Undefined when this plan needs none, or cannot be made anyhow. */
  preview?(request: Omit<PlanRequest, 'previewed'>): Preview | undefined;
  plan(request: PlanRequest): Planned;
  /** Differences that void an approval. */
  drift(plan: Plan, look: Look): readonly Drift[];
  /** Reasons why the steps behind the edits must not run, from a look at the host after the edits. */
  gate?(plan: Plan, look: Look): readonly Reason[];
  baseline(look: Look): Baseline;
  verify(plan: Plan, baseline: Baseline, look: Look): Verification;
  /** Whether the host is as it was before a change that was undone. */
  restored(plan: Plan, baseline: Baseline, look: Look): Verification;
}
