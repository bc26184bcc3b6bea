import { z } from 'zod';
import type { Json } from '../lib/json.ts';
import { AnyJson } from './stored.ts';

/** Milliseconds since the Unix epoch, as the engine's clock said when the row was written. */
export type EpochMs = number;

/** Who did something: ids only, never names, because names never authorise; `team` is the Slack workspace id. */
export const Actor = z
  .object({ surface: z.enum(['slack', 'terminal', 'system']), id: z.string(), team: z.string().exactOptional() })
  .readonly();
export type Actor = z.infer<typeof Actor>;

/** How an approval ended; only the engine itself expires one. */
export const Verdict = z.enum(['approve', 'deny', 'cancel', 'expire']);
export type Verdict = z.infer<typeof Verdict>;

/** The one decision an approval ever has; `details` is what the decider's surface wants proven later (message, click time, reason). */
export const Decision = z.object({ verdict: Verdict, by: Actor, at: z.number(), details: AnyJson }).readonly();
export type Decision = z.infer<typeof Decision>;

/** What a click achieved: `lost` carries the decision that stands, so that the loser can be told who won. */
export type DecideResult = ({ readonly outcome: 'won' | 'lost' } & Decision) | { readonly outcome: 'unknown' };

/** A step's recorded end: an action that throws is a value too, the same on every replay. */
export type StepOutcome<T = Json> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: 'threw'; readonly reason: string };

/** What an action may know of its call: `uncertain` means an earlier attempt may have done all, part or nothing of it; `signal` aborts when the process is asked to end. */
export interface StepInfo {
  readonly runId: string;
  readonly step: string;
  readonly who: Actor;
  readonly attempt: number;
  readonly uncertain: boolean;
  readonly signal: AbortSignal;
}

/**
 * Something a flow can have done, without how: flows name this object. What it takes and gives is JSON, so that another process can take over.
 * A `read` changes nothing: interrupted, it simply runs again. A `write` changes something outside: its intent is durable before it is performed, and
 * interrupted it is performed again with `uncertain: true`, so doing it twice must be harmless, or it must look before it acts.
 */
export interface ActionType<
  N extends string = string,
  A extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly name: N;
  readonly effect: 'read' | 'write';
  readonly args: A;
  readonly result: R;
}

export type ArgsOf<X extends ActionType> = z.output<X['args']>;
export type ResultOf<X extends ActionType> = z.output<X['result']>;

/** An action that can be performed; made by `implement` (`define-flow.ts`), which checks arguments and result. */
export interface Action {
  readonly type: ActionType;
  perform(args: Json, info: StepInfo): Promise<Json>;
}

/** A question to people: `digest` names exactly what would run; `announce` shows it, and gets an announcement with this card. One that cannot be shown is cancelled, for nobody may approve what was not shown. */
export interface ApprovalRequest<X extends ActionType = ActionType> {
  readonly ttlMs: number;
  readonly digest: string;
  readonly announce: X;
  readonly card: ArgsOf<X> extends { readonly card: infer C } ? C : unknown;
}

/**
 * All a flow may touch. Names are unique within a run and are the key of the journal: after a restart the flow's code runs again from the top and every
 * name that has ended answers from the record. A name that comes back with another action, other arguments or another digest stops the run, and so does
 * a recorded result that does not fit its action any more.
 */
export interface FlowContext<Uses extends ActionType = ActionType, Input = Json> {
  readonly id: string;
  readonly input: Input;
  readonly who: Actor;
  step<X extends Uses>(name: string, action: X, args: ArgsOf<X>): Promise<StepOutcome<ResultOf<X>>>;
  /** Like `step`, first in first out per host over all runs and restarts; the turn covers this one action, so what must not be interleaved belongs into one action. */
  onHost<X extends Uses>(host: string, name: string, action: X, args: ArgsOf<X>): Promise<StepOutcome<ResultOf<X>>>;
  /** Waits, days if need be, for the one decision. */
  approval<X extends Uses>(name: string, request: ApprovalRequest<X>): Promise<Decision>;
}

/**
 * Deterministic code: no clock, no randomness, no input or output but through its context. Made by `defineFlow` (`define-flow.ts`).
 * `version` changes whenever the order or the meaning of its steps does; `continues` names the older versions whose runs this one can go on with.
 */
export interface Flow<I extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly version: string;
  readonly continues: readonly string[];
  /** All it may ask for. */
  readonly actions: readonly ActionType[];
  readonly input: I;
  readonly result: R;
  run(flow: FlowContext): Promise<Json>;
}

/** Where a run stands: `stopped` is a flow that can no longer be replayed, `interrupted` a logged run whose process ended. */
export type RunStatus = 'open' | 'done' | 'failed' | 'stopped' | 'interrupted';

/** One execution: `flow` runs are driven and resumed by the engine, `log` runs are read-only work that only reports to the record. */
export type RunSummary = {
  readonly id: string;
  readonly kind: 'flow' | 'log';
  readonly flow: string;
  readonly version: string;
  readonly input: Json;
  readonly who: Actor;
  readonly status: RunStatus;
  readonly result: Json;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs | null;
};

/** An approval as recorded; no decision means pending. */
export type ApprovalRecord = {
  readonly id: string;
  readonly runId: string;
  readonly name: string;
  readonly digest: string;
  readonly card: Json;
  readonly requestedAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly decision: Decision | null;
};

/** One line of a run's timeline. */
export type RunEvent = { readonly seq: number; readonly at: EpochMs; readonly kind: string; readonly body: Json };

/** One row of the audit chain; `hash` covers `previous` and every other member. */
export type AuditRow = {
  readonly seq: number;
  readonly at: EpochMs;
  readonly kind: string;
  readonly runId: string | null;
  readonly who: Actor;
  readonly body: Json;
  readonly previous: string;
  readonly hash: string;
};

/** A step as recorded; no outcome means it was begun and its end is not known. */
export type StepRecord = {
  readonly name: string;
  readonly action: string;
  readonly args: Json;
  readonly host: string | null;
  readonly attempts: number;
  readonly outcome: StepOutcome | null;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs | null;
};

/** Everything the record holds of one run, in order. */
export type RunRecord = {
  readonly run: RunSummary;
  readonly steps: readonly StepRecord[];
  readonly approvals: readonly ApprovalRecord[];
  readonly events: readonly RunEvent[];
  readonly references: { readonly [key: string]: Json };
  readonly audit: readonly AuditRow[];
};

/** Which runs to list, newest first; an absent member does not narrow. */
export interface RunFilter {
  readonly status?: RunStatus;
  readonly flow?: string;
  readonly startedSince?: EpochMs;
  readonly limit?: number;
}

/** Whose turn it is on a host, and since when its action has been running (null: it has not begun). */
export type HostHolder = { readonly runId: string; readonly step: string; readonly since: EpochMs | null };

/** Whether the audit chain is whole; note `head` elsewhere and pass it back later, since only that proves that no newest rows were cut off. */
export type AuditCheck =
  | { readonly ok: true; readonly rows: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly reason: string };

/** What a start found: flows going on, log runs that will not, flows no longer replayable (their approvals cancelled), approvals that ran out meanwhile, and runs whose rows cannot be read, which are stopped too. */
export interface ResumeReport {
  readonly resumed: readonly RunSummary[];
  readonly interrupted: readonly RunSummary[];
  readonly stopped: readonly RunSummary[];
  readonly expired: readonly ApprovalRecord[];
  readonly unreadable: readonly { readonly id: string; readonly reason: string }[];
}

/** A value that a run keeps under a key. */
export interface Reference<S extends z.ZodType = z.ZodType> {
  readonly key: string;
  readonly shape: S;
}

/**
 * The durable record. Every promise that resolves means the row would survive a power cut; nothing is ever deleted but spent {@link RunLog.seen} keys, so
 * retention is the operator's. What is asked for by name and cannot be read is an `UnknownShape`; lists leave it out.
 */
export interface RunLog {
  /** Opens a read-only run; `started: false` means the id is known already and nothing was done. */
  open(name: string, id: string, input: Json, who: Actor): Promise<{ readonly started: boolean }>;
  append(runId: string, kind: string, body: Json): Promise<void>;
  /** Ends a read-only run; a run that has ended stays as it is. */
  finish(runId: string, status: 'done' | 'failed', result: Json): Promise<void>;
  /** Adds a row to the audit chain for what the engine does not see itself, such as a refused click. */
  audit(kind: string, who: Actor, body: Json, runId?: string): Promise<void>;
  /** Keeps a value of the run, replacing an earlier one: where its messages are. */
  remember<S extends z.ZodType>(runId: string, reference: Reference<S>, value: z.output<S>): Promise<void>;
  recall<S extends z.ZodType>(runId: string, reference: Reference<S>): Promise<z.output<S> | undefined>;
  /** True the first time within `ttlMs`. Marks before the work is done, so work that must not be lost needs an idempotent id as well. */
  seen(key: string, ttlMs: number): Promise<boolean>;
  run(id: string): Promise<RunSummary | undefined>;
  runs(filter: RunFilter): Promise<readonly RunSummary[]>;
  approval(id: string): Promise<ApprovalRecord | undefined>;
  pendingApprovals(): Promise<readonly ApprovalRecord[]>;
  holder(host: string): Promise<HostHolder | undefined>;
  exportRun(id: string): Promise<RunRecord | undefined>;
  verifyAudit(knownHead?: string): Promise<AuditCheck>;
}

/** Runs flows so that a process killed at any moment goes on where it was: each step's end is recorded once, each approval has one decision, each host one change at a time. */
export interface Engine extends RunLog {
  /** Starts a registered flow; `started: false` means the id is known already and nothing was done. Members of the input beyond the flow's own are kept too, for whoever shows the run. */
  start<I extends z.ZodType>(
    flow: Flow<I>,
    id: string,
    input: z.output<I>,
    who: Actor,
  ): Promise<{ readonly started: boolean }>;
  /** Decides a pending approval; the decision and its audit row are durable before this resolves. Whether `who` may is the caller's to check first. */
  decide(approvalId: string, verdict: 'approve' | 'deny' | 'cancel', who: Actor, details?: Json): Promise<DecideResult>;
  /** To be called once after the start, when the actions can work: goes on with what the last process left. */
  resume(): Promise<ResumeReport>;
  /** Begins no further step, lets running actions end within a short grace, and lets go of the store; what had not ended is resumed by the next process. */
  close(): Promise<void>;
}
