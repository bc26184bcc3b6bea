import type { Logger } from 'pino';
import type { PlanDependencies } from '../changes/look.ts';
import type { FreezeSwitch } from '../config/freeze.ts';
import type { ApprovalPolicy } from '../config/policy.ts';
import type { Collection, OnOutcome } from '../diagnosis/collect.ts';
import type { Investigated } from '../diagnosis/investigate.ts';
import type { Clock } from '../lib/clock.ts';
import type { Engine, RunLog } from '../model/engine-port.ts';
import type { Directory, Face } from '../model/face/face.ts';
import type { Host } from '../model/host.ts';
import type { LookOptions } from '../model/intent.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Probe } from '../model/source.ts';
import type { ReadVerb } from '../model/verbs.ts';
import type { Survey } from '../probes/survey/facts.ts';

/** Talks with people. */
export interface Speaks {
  readonly face: Face;
}

/** Knows who people are; `team` is the organisation the bot works for. */
export interface Knows extends Speaks {
  readonly directory: Directory;
  readonly team: string;
}

/** Keeps what happens: the named members of the durable record, and no others. */
export interface Records<Member extends keyof RunLog> {
  readonly record: Pick<RunLog, Member>;
}

/** Writes the program's log. */
export interface Logs {
  readonly log: Pick<Logger, 'error' | 'warn'>;
}

/** Counts what runs. */
export interface Works {
  readonly work: Work;
}

/** Runs in flight: the program waits for them before it ends. */
export interface Work {
  /** Undefined when the program is ending or too much runs already. */
  begin(): Running | undefined;
}

export interface Running {
  readonly signal: AbortSignal;
  end(): void;
}

/** Finds hosts. */
export interface Finds {
  readonly inventory: Inventory;
}

/** Asks a host these things once, and judges nothing. */
export interface Collects {
  collect(host: Host, probes: readonly Probe[], signal: AbortSignal): Promise<Collection>;
}

/** Knows how time passes between two looks. */
export interface Paces {
  readonly clock: Clock;
}

/** Looks at a host and judges it. */
export interface Investigates {
  investigate(
    host: Host,
    verb: ReadVerb,
    options: LookOptions,
    onOutcome: OnOutcome,
    signal: AbortSignal,
  ): Promise<Investigated>;
}

/** Knows who may approve what. */
export interface Rules {
  readonly approvals: ApprovalPolicy;
}

/** Knows whether changes may run at all. */
export interface Freezes {
  readonly freeze: Pick<FreezeSwitch, 'read' | 'freeze' | 'lift'>;
}

/** Plans changes. */
export interface Plans {
  readonly changes: PlanDependencies<Survey>;
}

/** Starts what has to survive a restart. */
export interface Starts {
  readonly engine: Pick<Engine, 'start'>;
}

/** Shows a change, or a rollout, in its thread. */
export type Shows = Speaks & Records<'run' | 'recall' | 'remember' | 'exportRun' | 'audit'>;
