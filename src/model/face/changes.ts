import type { ChangeOptions } from '../change-options.ts';
import type { Actor, EpochMs } from '../engine-port.ts';
import type { Freeze } from '../freeze.ts';
import type { Plan, PlanCard, Reason, Refusal, SafetyCheck } from '../plan.ts';
import type { HostAt, RolloutCard, RolloutControl } from '../rollout.ts';
import type { ChangeVerb } from '../verbs.ts';

/** A plan that was announced for approval: what the record hands to whoever shows it. */
export interface AnnouncedPlan {
  readonly approvalId: string;
  readonly digest: string;
  readonly expiresAt: EpochMs;
  readonly card: PlanCard;
  /** True when the first message of the thread stands for this change, so that planning it again takes that over. */
  readonly ownsRoot?: boolean;
}

/** A rollout that was announced for approval. */
export interface AnnouncedRollout {
  readonly approvalId: string;
  readonly digest: string;
  readonly expiresAt: EpochMs;
  readonly card: RolloutCard;
}

/** Which change a message is about. */
export interface ChangeSubject {
  readonly host: string;
  readonly verb: ChangeVerb;
  readonly options: ChangeOptions;
  readonly digest: string;
  readonly runId: string;
  /** True when the first message of the thread stands for this change, so that planning it again takes that over. */
  readonly ownsRoot?: boolean;
}

/** A change for which the usual approvals were skipped. */
export interface BreakGlass {
  readonly verb: ChangeVerb;
  readonly host: string;
  readonly options: ChangeOptions;
  readonly reason: string;
  readonly requestedBy: Actor;
  readonly approvedBy: Actor;
}

/** Another change of a host, as the thread of the newer one tells it. */
export interface ShownChange {
  readonly what: string;
  readonly who: Actor;
  readonly state: 'running' | 'waiting';
  readonly since: EpochMs;
  readonly link: string | undefined;
}

/** A plan that is about to expire; `link` leads to its card. */
export interface Reminder {
  readonly card: PlanCard | RolloutCard;
  readonly expiresAt: EpochMs;
  readonly leftMs: number;
  readonly link: string | undefined;
}

/** What one host of a group would get, or why it gets nothing. */
export type PlannedHost =
  | {
      readonly offered: true;
      readonly plan: Plan;
      readonly checks: readonly SafetyCheck[];
      readonly digest: string;
    }
  | { readonly offered: false; readonly refusal: Refusal };

/** A change that was planned for every host of a group, in the inventory's order. */
export interface PlannedGroup {
  readonly group: string;
  readonly members: readonly PlannedHost[];
  /** Why it could not run now. */
  readonly frozen: Freeze | null;
}

/** A host that is left out of a rollout, and why. */
export type RefusedHost = { readonly host: string; readonly reasons: readonly Reason[] };

/** Where a rollout is. */
export interface RolloutProgress {
  readonly card: RolloutCard;
  /** In the order of the rollout. */
  readonly hosts: readonly HostAt[];
  /** Why it waits for somebody; null while it goes on. */
  readonly paused: string | null;
  /** What was pressed and is not yet done. */
  readonly control: RolloutControl | null;
}
