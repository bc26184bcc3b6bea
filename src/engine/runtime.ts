import type { Json } from '../lib/json.ts';
import type { Action, Actor, Decision, RunStatus, RunSummary, Verdict } from '../model/engine-port.ts';
import { type DecisionResult, pendingIds, recordDecision } from './approvals.ts';
import type { Store } from './database.ts';
import type { EngineLog } from './engine-log.ts';
import { createExpiry, type Expiry } from './expiry.ts';
import { createHostTurns, type HostTurns } from './host-turns.ts';
import { SYSTEM } from './rows.ts';
import { closeRun } from './runs.ts';
import { dropTickets } from './steps.ts';

/** What all runs of one process share. */
export interface Runtime {
  readonly store: Store;
  readonly actions: ReadonlyMap<string, Action>;
  readonly hosts: HostTurns;
  readonly expiry: Expiry;
  readonly log: EngineLog;
  /** Who waits for which approval. */
  readonly waiting: Map<string, (decision: Decision) => void>;
  /** The actions running right now. */
  readonly working: Set<Promise<unknown>>;
  /** Aborts when nothing new may begin: the process ends, or the record can no longer be written. */
  readonly ending: AbortController;
  /** Told of each run that is stopped while it is driven. */
  readonly onStopped: (run: RunSummary) => void;
  /** The record failed under a running flow: nothing goes on in this process, and the next one resumes what was left. */
  fail(error: unknown): void;
}

/** One run being driven by this process. */
export interface Execution {
  readonly run: RunSummary;
  readonly used: Set<string>;
  readonly running: Set<string>;
  over: boolean;
}

/** What the runtime is put together from; `onFault` is told once when the record fails. */
export interface RuntimeParts extends Pick<Runtime, 'store' | 'actions' | 'log' | 'onStopped'> {
  readonly onFault: (error: unknown) => void;
}

/** Puts the shared parts together. */
export function createRuntime({ onFault, ...parts }: RuntimeParts): Runtime {
  const { store, log } = parts;
  const ending = new AbortController();
  const runtime: Runtime = {
    ...parts,
    ending,
    hosts: createHostTurns(store),
    expiry: createExpiry(
      () => store.now(),
      (approval) => {
        expireNow(runtime, approval.id);
      },
    ),
    waiting: new Map(),
    working: new Set(),
    fail(error) {
      if (ending.signal.aborted) return;
      ending.abort();
      log.error({ err: error }, 'the record cannot be written; nothing goes on until the next start');
      onFault(error);
    },
  };
  return runtime;
}

/** A promise for what must not go on in this process. */
export function parked(): Promise<never> {
  return new Promise(() => undefined);
}

/** Decides an approval durably, then wakes the flow that waits for it; a late verdict wakes it with the one that stands. */
export function decideApproval(
  runtime: Runtime,
  id: string,
  verdict: Verdict,
  by: Actor,
  details: Json,
): DecisionResult {
  const end = runtime.store.transact(() => recordDecision(runtime.store, id, verdict, by, details));
  if (end.outcome === 'unknown' || end.outcome === 'not-due') return end;
  runtime.expiry.forget(id);
  const { outcome: _, ...decision } = end;
  runtime.waiting.get(id)?.(decision);
  runtime.waiting.delete(id);
  return end;
}

/** Ends a run, cancels what it still asked for and gives back its places before hosts, all at once; a run that has ended stays as it is. */
export function endRun(runtime: Runtime, execution: Execution, status: RunStatus, result: Json): void {
  if (execution.over) return;
  execution.over = true;
  closeWhole(runtime, execution.run.id, status, result, execution.running);
}

/** The same for a run that nobody drives, readable or not; `running` are steps that keep their places. */
export function closeWhole(
  runtime: Runtime,
  id: string,
  status: RunStatus,
  result: Json,
  running: ReadonlySet<string> = new Set(),
): void {
  const { store, hosts, expiry } = runtime;
  const pending = pendingIds(store, id);
  const freed = store.transact(() => {
    closeRun(store, id, status, result, SYSTEM);
    for (const approval of pending) recordDecision(store, approval, 'cancel', SYSTEM, { reason: 'the run ended' });
    return dropTickets(store, id, running);
  });
  for (const approval of pending) expiry.forget(approval);
  for (const host of freed) hosts.passOn(host);
  runtime.log.info({ run: id, status }, 'run ended');
}

function expireNow(runtime: Runtime, id: string): void {
  if (runtime.ending.signal.aborted) return;
  try {
    decideApproval(runtime, id, 'expire', SYSTEM, {});
  } catch (error) {
    runtime.fail(error);
  }
}
