import { z } from 'zod';
import { ChangeOptions } from './change-options.ts';
import { Actor } from './engine-port.ts';
import { changeVerbs } from './verbs.ts';

/** How bad a mistake would be: `reversible` = no request is cut, `disruptive` = requests are, `break-glass` = the usual approvals are skipped on purpose. */
export const Tier = z.enum(['reversible', 'disruptive', 'break-glass']);
export type Tier = z.infer<typeof Tier>;

/** An absolute program and its exact arguments. */
export const Argv = z.tuple([z.templateLiteral(['/', z.string()])], z.string()).readonly();

/**
 * One command of a plan, on one host, exactly as it will run. A step with `gate` edits the configuration: after the last of these the host is looked at
 * again, and the steps behind it run only when what is on disk now would survive.
 */
export const PlanStep = z
  .strictObject({
    host: z.string(),
    title: z.string(),
    command: z.strictObject({ argv: Argv, seconds: z.number() }).readonly(),
    gate: z.literal(true).exactOptional(),
  })
  .readonly();
export type PlanStep = z.infer<typeof PlanStep>;

/** One thing that was so when the plan was made and must still be so, word for word, right before it runs. */
export const Precondition = z.strictObject({ what: z.string(), value: z.string() }).readonly();
export type Precondition = z.infer<typeof Precondition>;

/** How a plan is undone: in words, and as the steps that run by themselves when the change fails half-way or made things worse; none where nothing can be undone. */
export const Undo = z.strictObject({ words: z.string(), steps: z.array(PlanStep).readonly() }).readonly();
export type Undo = z.infer<typeof Undo>;

/** One thing that was looked at before the plan was offered, and what it said. */
export const SafetyCheck = z.object({ name: z.string(), passed: z.boolean(), detail: z.string() }).readonly();
export type SafetyCheck = z.infer<typeof SafetyCheck>;

/** A change as it will be approved: everything that decides what happens is in here and under the digest, so a member that this version does not know is refused. */
export const Plan = z
  .strictObject({
    verb: z.enum(changeVerbs),
    host: z.string(),
    options: ChangeOptions.readonly(),
    /** 16 hexadecimal digits: names what the change saves on the host, for undo and rollback. */
    changeId: z.string(),
    steps: z.array(PlanStep).readonly(),
    /** Unified difference of the files it edits, as the host computed it; empty when it edits none. */
    diff: z.string(),
    preconditions: z.array(Precondition).readonly(),
    tier: Tier,
    /** Why the usual approvals are skipped; null for every other tier. */
    breakGlass: z.string().nullable(),
    impact: z.string(),
    undo: Undo,
  })
  .readonly();
export type Plan = z.infer<typeof Plan>;

/** Who may decide a plan, by the configuration, when it was made. */
export const Approvers = z
  .object({
    users: z.array(z.string()).readonly(),
    groups: z.array(z.string()).readonly(),
    selfApproval: z.boolean(),
    /** How many different people have to approve. */
    needed: z.literal([1, 2]),
  })
  .readonly();
export type Approvers = z.infer<typeof Approvers>;

/** What the card shows besides the plan; not under the digest, so that a wording change does not void an approval. */
export const PlanCard = z
  .object({
    runId: z.string(),
    plan: Plan,
    /** SHA-256 of the plan's canonical JSON, hexadecimal. */
    digest: z.string(),
    requestedBy: Actor,
    checks: z.array(SafetyCheck).readonly(),
    approvers: Approvers,
    /** Who has approved already, where two people have to. */
    approvedBy: Actor.exactOptional(),
  })
  .readonly();
export type PlanCard = z.infer<typeof PlanCard>;

/** Why no plan is offered: each reason a sentence with its proof. */
export type Refusal = {
  readonly host: string;
  readonly verb: string;
  readonly reasons: readonly Reason[];
};

/** A sentence, and the captured lines that prove it. */
export type Reason = { readonly why: string; readonly evidence: readonly string[] };

/** One difference between the host when planned and the host now. */
export const Drift = z.object({ what: z.string(), planned: z.string(), now: z.string() }).readonly();
export type Drift = z.infer<typeof Drift>;

/** What verification saw, point by point (old and new generation, sockets, log lines, a real request). */
export const Verification = z
  .object({
    outcome: z.enum(['verified', 'failed', 'unsure']),
    points: z.array(SafetyCheck).readonly(),
    quotes: z.array(z.string()).readonly(),
  })
  .readonly();
export type Verification = z.infer<typeof Verification>;

/** How requests fared in one span of time; times in milliseconds, null where none was answered. */
export const RequestStats = z
  .object({ sent: z.number(), failed: z.number(), medianMs: z.number().nullable(), longestMs: z.number().nullable() })
  .readonly();
export type RequestStats = z.infer<typeof RequestStats>;

/** One light request after the other, on the host itself, before, while and after a change ran. */
export const Traffic = z
  .object({ url: z.string(), before: RequestStats, during: RequestStats, after: RequestStats })
  .readonly();
export type Traffic = z.infer<typeof Traffic>;

/** How taking a change back ended: `undone` = verified on the host. */
export const Undone = z
  .object({
    outcome: z.enum(['undone', 'failed', 'unknown']),
    detail: z.string(),
    points: z.array(SafetyCheck).readonly(),
    /** What the server logged since the change began: why it went wrong. */
    quotes: z.array(z.string()).readonly(),
  })
  .readonly();
export type Undone = z.infer<typeof Undone>;

/** How a change ended. */
export const ChangeResult = z.discriminatedUnion('ended', [
  z.object({ ended: z.enum(['denied', 'expired', 'cancelled']), by: Actor }).readonly(),
  z.object({ ended: z.literal('drifted'), drift: z.array(Drift).readonly() }).readonly(),
  z.object({ ended: z.literal('refused'), reasons: z.array(z.string()).readonly() }).readonly(),
  z.object({ ended: z.literal('locked'), holder: z.string() }).readonly(),
  z.object({ ended: z.literal('not-sent'), detail: z.string() }).readonly(),
  /** The edited configuration did not pass the checks, so what was to follow did not run. */
  z
    .object({ ended: z.literal('stopped'), reasons: z.array(z.string()).readonly(), undone: Undone.nullable() })
    .readonly(),
  z
    .object({
      ended: z.literal('done'),
      /** Title of the last step that ran, its exit code and its output. */
      step: z.string(),
      exit: z.number(),
      output: z.string(),
      verification: Verification,
      traffic: Traffic.nullable(),
      undone: Undone.nullable(),
    })
    .readonly(),
  z
    .object({
      ended: z.literal('unknown'),
      detail: z.string(),
      verification: Verification.nullable(),
      undone: Undone.nullable(),
    })
    .readonly(),
]);
export type ChangeResult = z.infer<typeof ChangeResult>;
