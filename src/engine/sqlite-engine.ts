import { setTimeout as sleep } from 'node:timers/promises';
import type { Action, ApprovalRecord, Engine, EpochMs, Flow, ResumeReport, RunSummary } from '../model/engine-port.ts';
import { findApproval, pendingApprovals } from './approvals.ts';
import { type OpenFailure, openStore } from './database.ts';
import { backupTo } from './export.ts';
import { runFlow } from './flow-runner.ts';
import { SYSTEM } from './rows.ts';
import { createRunLog } from './run-log.ts';
import { findRun, insertEvent, insertRun, openRuns } from './runs.ts';
import { createRuntime, type EngineLog, endRun, type Runtime, settle } from './runtime.ts';
import { stepsOf } from './steps.ts';

/** How to open the embedded engine; `path` is its one file, `onFault` is told when the record can no longer be written: end the process then. */
export interface SqliteEngineOptions {
  readonly path: string;
  readonly flows: readonly Flow[];
  readonly actions: readonly Action[];
  readonly onFault: (error: unknown) => void;
  readonly log?: EngineLog;
  readonly clock?: () => EpochMs;
  /** How long {@link Engine.close} lets running actions end. */
  readonly graceMs?: number;
}

/** The embedded engine: one process, one file, next to which SQLite keeps its write-ahead log. */
export interface SqliteEngine extends Engine {
  /** Copies the record to a new file (0600) while work goes on; throws when the file exists. */
  backup(path: string): Promise<void>;
}

const SILENT: EngineLog = { info: () => undefined, error: () => undefined };
const GRACE_MS = 5_000; // within the ten seconds container runtimes give a process between SIGTERM and SIGKILL

/** Opens the record for this process alone, or says why it cannot be; throws only when two flows or two actions share a name. */
export function openSqliteEngine(
  options: SqliteEngineOptions,
): { readonly ok: true; readonly engine: SqliteEngine } | OpenFailure {
  const flows = byName(options.flows);
  const actions = byName(options.actions);
  const opened = openStore(options.path, options.clock ?? Date.now);
  if (!opened.ok) return opened;
  const runtime = createRuntime(opened.store, actions, options.log ?? SILENT, options.onFault);
  return { ok: true, engine: createEngine(runtime, flows, options.graceMs ?? GRACE_MS) };
}

function createEngine(runtime: Runtime, flows: ReadonlyMap<string, Flow>, graceMs: number): SqliteEngine {
  const { store } = runtime;
  const mine = new Set<string>();
  function launch(flow: Flow, run: RunSummary): void {
    mine.add(run.id);
    void runFlow(runtime, flow, run);
  }
  return {
    ...createRunLog(runtime, mine),
    async start(name, id, input, who) {
      assertGoing(runtime);
      const flow = flows.get(name);
      if (flow === undefined) throw new Error(`no flow is registered as ${name}`);
      const started = insertRun(store, { id, kind: 'flow', flow: name, version: flow.version, input, who });
      const run = findRun(store, id);
      if (started && run !== undefined) launch(flow, run);
      return { started };
    },
    async decide(approvalId, verdict, who, details = {}) {
      assertGoing(runtime);
      const end = settle(runtime, approvalId, verdict, who, details);
      if (end.outcome === 'not-due') throw new Error(`approval ${approvalId} could not be decided`);
      return end;
    },
    async resume() {
      assertGoing(runtime);
      return resumeAll(runtime, flows, mine, launch);
    },
    backup: (path) => backupTo(store, path),
    close: () => close(runtime, graceMs),
  };
}

function resumeAll(
  runtime: Runtime,
  flows: ReadonlyMap<string, Flow>,
  mine: ReadonlySet<string>,
  launch: (flow: Flow, run: RunSummary) => void,
): ResumeReport {
  const { store } = runtime;
  const expired = pendingApprovals(store).filter((approval) => expireOverdue(runtime, approval));
  const left = openRuns(store).filter((run) => !mine.has(run.id));
  const interrupted = left.filter((run) => run.kind === 'log');
  for (const run of interrupted) abandon(runtime, run, 'interrupted', 'the process ended while this ran');
  const reasons = new Map(left.map((run) => [run.id, whyNotReplayable(run, flows.get(run.flow))]));
  const stopped = left.filter((run) => run.kind === 'flow' && reasons.get(run.id) !== undefined);
  for (const run of stopped) abandon(runtime, run, 'stopped', reasons.get(run.id) ?? '');
  const resumed = left.filter((run) => run.kind === 'flow' && reasons.get(run.id) === undefined);
  for (const run of resumed) {
    noteResumed(runtime, run);
    const flow = flows.get(run.flow);
    if (flow !== undefined) launch(flow, run);
  }
  return {
    expired: expired.flatMap((approval) => findApproval(store, approval.id) ?? []),
    interrupted: interrupted.flatMap((run) => findRun(store, run.id) ?? []),
    stopped: stopped.flatMap((run) => findRun(store, run.id) ?? []),
    resumed,
  };
}

function expireOverdue(runtime: Runtime, approval: ApprovalRecord): boolean {
  return settle(runtime, approval.id, 'expire', SYSTEM, {}).outcome === 'won';
}

function noteResumed(runtime: Runtime, run: RunSummary): void {
  const begun = stepsOf(runtime.store, run.id).filter((step) => step.outcome === null);
  insertEvent(runtime.store, run.id, 'run-resumed', { uncertain: begun.map((step) => step.name) });
}

function abandon(runtime: Runtime, run: RunSummary, status: 'interrupted' | 'stopped', reason: string): void {
  endRun(runtime, { run, used: new Set(), running: new Set(), over: false }, status, { reason });
}

function whyNotReplayable(run: RunSummary, flow: Flow | undefined): string | undefined {
  if (flow === undefined) return `no flow is registered as ${run.flow}`;
  if (flow.version !== run.version) return `the flow is version ${flow.version} now, the run began with ${run.version}`;
  return undefined;
}

async function close(runtime: Runtime, graceMs: number): Promise<void> {
  runtime.ending.abort();
  runtime.expiry.stop();
  const ended = new AbortController();
  const grace = sleep(graceMs, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([Promise.allSettled(runtime.working), grace]);
  ended.abort();
  await new Promise((resolve) => setImmediate(resolve)); // the ends of those actions are recorded in the microtasks before this
  if (runtime.store.database.isOpen) runtime.store.database.close();
}

function assertGoing(runtime: Runtime): void {
  if (runtime.ending.signal.aborted) throw new Error('the record is closed or can no longer be written');
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map(items.map((item) => [item.name, item]));
  if (map.size !== items.length) throw new Error('two flows or two actions share a name');
  return map;
}
