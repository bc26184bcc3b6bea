import type { ChangeOptions } from './change-options.ts';
import type { Actor } from './engine-port.ts';
import type { ChangeCommand } from './ports.ts';
import type { ChangeVerb } from './verbs.ts';

/** How bad a mistake would be: `reversible` = no request is cut, `disruptive` = requests are, `break-glass` = the usual approvals are passed by on purpose. */
export type Tier = 'reversible' | 'disruptive' | 'break-glass';

/**
 * One command of a plan, on one host, exactly as it will run. A step with `gate` edits the configuration: after the last of these the host is looked at
 * again, and the steps behind it run only when what is on disk now would survive.
 */
export type PlanStep = {
  readonly host: string;
  readonly title: string;
  readonly command: { readonly argv: ChangeCommand['argv']; readonly seconds: number };
  readonly gate?: true;
};

/** One thing that was so when the plan was made and must still be so, word for word, right before it runs. */
export type Precondition = { readonly what: string; readonly value: string };

/** How a plan is taken back: in words, and as the steps that run by themselves when the change fails half-way or made things worse; none where nothing can be taken back. */
export type Undo = { readonly words: string; readonly steps: readonly PlanStep[] };

/** One thing that was looked at before the plan was offered, and what it said. */
export type SafetyCheck = { readonly name: string; readonly passed: boolean; readonly detail: string };

/** A change as it will be approved: everything that decides what happens is in here and under the digest. */
export type Plan = {
  readonly verb: ChangeVerb;
  readonly host: string;
  readonly options: ChangeOptions;
  /** 16 hexadecimal digits: names what the change saves on the host, for undo and rollback. */
  readonly changeId: string;
  readonly steps: readonly PlanStep[];
  /** Unified difference of the files it edits, as the host computed it; empty when it edits none. */
  readonly diff: string;
  readonly preconditions: readonly Precondition[];
  readonly tier: Tier;
  /** Why the usual approvals are passed by; null for every other tier. */
  readonly breakGlass: string | null;
  readonly impact: string;
  readonly undo: Undo;
};

/** Who may decide a plan, by the configuration, when it was made. */
export type Approvers = {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly selfApproval: boolean;
  /** How many different people have to approve. */
  readonly needed: 1 | 2;
};

/** What the card shows besides the plan; not under the digest, so that a wording change does not void an approval. */
export type PlanCard = {
  readonly runId: string;
  readonly plan: Plan;
  /** SHA-256 of the plan's canonical JSON, hexadecimal. */
  readonly digest: string;
  readonly requestedBy: Actor;
  readonly checks: readonly SafetyCheck[];
  readonly approvers: Approvers;
  /** Who has approved already, where two people have to. */
  readonly approvedBy?: Actor;
};

/** Why no plan is offered: each reason a sentence with its proof. */
export type Refusal = {
  readonly host: string;
  readonly verb: string;
  readonly reasons: readonly Reason[];
};

/** A sentence, and the captured lines that prove it. */
export type Reason = { readonly why: string; readonly evidence: readonly string[] };

/** One difference between the host when planned and the host now. */
export type Drift = { readonly what: string; readonly planned: string; readonly now: string };

/** What verification saw, point by point (old and new generation, sockets, log lines, a real request). */
export type Verification = {
  readonly outcome: 'verified' | 'failed' | 'unsure';
  readonly points: readonly SafetyCheck[];
  readonly quotes: readonly string[];
};

/** How requests fared in one span of time; times in milliseconds, null where none was answered. */
export type RequestStats = {
  readonly sent: number;
  readonly failed: number;
  readonly medianMs: number | null;
  readonly longestMs: number | null;
};

/** One light request after the other, on the host itself, before, while and after a change ran. */
export type Traffic = {
  readonly url: string;
  readonly before: RequestStats;
  readonly during: RequestStats;
  readonly after: RequestStats;
};

/** How taking a change back ended: `undone` = verified on the host. */
export type Undone = {
  readonly outcome: 'undone' | 'failed' | 'unknown';
  readonly detail: string;
  readonly points: readonly SafetyCheck[];
  /** What the server logged since the change began: why it went wrong. */
  readonly quotes: readonly string[];
};

/** How a change ended. */
export type ChangeResult =
  | { readonly ended: 'denied' | 'expired' | 'cancelled'; readonly by: Actor }
  | { readonly ended: 'drifted'; readonly drift: readonly Drift[] }
  | { readonly ended: 'refused'; readonly reasons: readonly string[] }
  | { readonly ended: 'locked'; readonly holder: string }
  | { readonly ended: 'not-sent'; readonly detail: string }
  /** The edited configuration did not pass the checks, so what was to follow did not run. */
  | { readonly ended: 'stopped'; readonly reasons: readonly string[]; readonly undone: Undone | null }
  | {
      readonly ended: 'done';
      /** Title of the last step that ran, its exit code and its output. */
      readonly step: string;
      readonly exit: number;
      readonly output: string;
      readonly verification: Verification;
      readonly traffic: Traffic | null;
      readonly undone: Undone | null;
    }
  | {
      readonly ended: 'unknown';
      readonly detail: string;
      readonly verification: Verification | null;
      readonly undone: Undone | null;
    };
