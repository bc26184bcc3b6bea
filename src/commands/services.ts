import type { Logger } from 'pino';
import type { ChangeDependencies } from '../changes/look.ts';
import type { FreezeSwitch } from '../config/freeze.ts';
import type { ApprovalPolicy } from '../config/policy.ts';
import type { Collection, OnOutcome } from '../diagnosis/collect.ts';
import type { Investigated } from '../diagnosis/investigate.ts';
import type { Engine, RunLog } from '../model/engine-port.ts';
import type { Host } from '../model/host.ts';
import type { LookOptions } from '../model/intent.ts';
import type { Inventory } from '../model/inventory.ts';
import type { DoorKeeper, RolloutSettings } from '../model/rollout.ts';
import type { Probe } from '../model/source.ts';
import type { ReadVerb } from '../model/verbs.ts';
import type { Survey } from '../probes/survey/facts.ts';
import type { Directory } from '../slack/directory.ts';
import type { Gateway } from '../slack/gateway.ts';

/** What it takes to show a run: the record, which knows what it is and where its messages are, and the way to them. */
export interface Showing {
  readonly record: RunLog;
  readonly gateway: Gateway;
}

/** Everything a listener may use; made once by the wiring. */
export interface Services extends Showing {
  readonly engine: Engine;
  readonly directory: Directory;
  readonly inventory: Inventory;
  readonly changes: ChangeDependencies<Survey>;
  investigate(
    host: Host,
    verb: ReadVerb,
    options: LookOptions,
    onOutcome: OnOutcome,
    signal: AbortSignal,
  ): Promise<Investigated>;
  /** Asks a host these things once, and judges nothing. */
  collect(host: Host, probes: readonly Probe[], signal: AbortSignal): Promise<Collection>;
  readonly approvals: ApprovalPolicy;
  readonly freeze: FreezeSwitch;
  /** How changes over groups go, by the configuration. */
  readonly rollouts: readonly RolloutSettings[];
  readonly doors: DoorKeeper;
  readonly sharedChannels: readonly string[];
  readonly team: string;
  readonly log: Logger;
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
