import type { Actor } from './engine-port.ts';
import type { ChangeCommand } from './ports.ts';

/** How bad a mistake would be: `reversible` = nothing is cut, `disruptive` = requests are, `break-glass` = rules are bent on purpose. */
export type Tier = 'reversible' | 'disruptive' | 'break-glass';

/** One command of the plan, on one host, exactly as it will run. */
export type PlanStep = {
  readonly host: string;
  readonly title: string;
  readonly command: { readonly argv: ChangeCommand['argv']; readonly seconds: number };
};

/** What the host looked like when the plan was made; compared again right before the run, field by field. */
export type Preconditions = {
  readonly parentPid: number;
  /** Start of the parent in clock ticks since boot (/proc/PID/stat field 22): tells a reused pid apart. */
  readonly parentStart: number;
  readonly bootId: string;
  readonly configHash: string;
  /** True when every file of the configuration could be read for the hash. */
  readonly configHashComplete: boolean;
  readonly configtest: 'ok';
  readonly mpm: string | null;
  /** Listening addresses of the parent, `address:port`, sorted. */
  readonly listening: readonly string[];
  /** ParentServerMPMGeneration, when the status page answered; not compared, it is what verification starts from. */
  readonly generation: number | null;
};

/** One thing that was looked at before the plan was offered, and what it said. */
export type SafetyCheck = { readonly name: string; readonly passed: boolean; readonly detail: string };

/** A change as it will be approved: everything that decides what happens is in here and under the digest. */
export type Plan = {
  readonly verb: 'reload';
  readonly host: string;
  readonly steps: readonly PlanStep[];
  readonly preconditions: Preconditions;
  readonly tier: Tier;
  readonly impact: string;
  readonly undo: string;
};

/** What the card shows besides the plan; not under the digest, so that a wording change does not void an approval. */
export type PlanCard = {
  readonly runId: string;
  readonly plan: Plan;
  /** SHA-256 of the plan's canonical JSON, hexadecimal. */
  readonly digest: string;
  readonly requestedBy: Actor;
  readonly checks: readonly SafetyCheck[];
  readonly approvers: {
    readonly users: readonly string[];
    readonly groups: readonly string[];
    readonly selfApproval: boolean;
  };
};

/** Why no plan is offered: each reason a sentence with its proof. */
export type Refusal = {
  readonly host: string;
  readonly verb: string;
  readonly reasons: readonly { readonly why: string; readonly evidence: readonly string[] }[];
};

/** One difference between the host when planned and the host now. */
export type Drift = { readonly what: string; readonly planned: string; readonly now: string };

/** What verification saw, point by point (old and new generation, sockets, log lines, a real request). */
export type Verification = {
  readonly outcome: 'verified' | 'failed' | 'unsure';
  readonly points: readonly SafetyCheck[];
  readonly quotes: readonly string[];
};

/** How a change ended. */
export type ChangeResult =
  | { readonly ended: 'denied' | 'expired' | 'cancelled'; readonly by: Actor }
  | { readonly ended: 'drifted'; readonly drift: readonly Drift[] }
  | { readonly ended: 'refused'; readonly reasons: readonly string[] }
  | { readonly ended: 'locked'; readonly holder: string }
  | { readonly ended: 'not-sent'; readonly detail: string }
  | { readonly ended: 'done'; readonly exit: number; readonly output: string; readonly verification: Verification }
  | { readonly ended: 'unknown'; readonly detail: string; readonly verification: Verification | null };
