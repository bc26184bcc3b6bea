import { setTimeout as sleep } from 'node:timers/promises';
import { toJson } from '../lib/json.ts';
import type { Action, Engine, EpochMs, Flow, RunLog, RunSummary } from '../model/engine-port.ts';
import { type OpenFailure, openStore, type Store } from './database.ts';
import type { EngineLog } from './engine-log.ts';
import { backupTo } from './export.ts';
import { runFlow } from './flow-runner.ts';
import { registered } from './registry.ts';
import { resumeAll } from './resume.ts';
import { createRunLog } from './run-log.ts';
import { findRun, insertRun } from './runs.ts';
import { createRuntime, decideApproval, type Runtime } from './runtime.ts';

/** How to open the record; `path` is its one file. */
export interface RecordOptions {
  readonly path: string;
  readonly log?: EngineLog;
  readonly clock?: () => EpochMs;
}

/** What runs on the record. */
export interface FlowOptions {
  readonly flows: readonly Flow[];
  readonly actions: readonly Action[];
  /** Told when the record can no longer be written: end the process then. */
  readonly onFault: (error: unknown) => void;
  /** Told of each run that turns out, while it is driven, not to be replayable. */
  readonly onStopped: (run: RunSummary) => void;
  /** How long {@link Engine.close} lets running actions end. */
  readonly graceMs?: number;
}

/** The embedded record: one process, one file, next to which SQLite keeps its write-ahead log. */
export interface SqliteRecord extends RunLog {
  /** Copies the record to a new file (0600) while work goes on; throws when the file exists. */
  backup(path: string): Promise<void>;
  /** Lets go of the file. */
  close(): Promise<void>;
  /** Puts the engine on the record, once; from then on its `close` is the one to call. Throws when a flow names an action that nobody implements, or two share a name. */
  runFlows(options: FlowOptions): Engine;
}

const SILENT: EngineLog = { info: () => undefined, error: () => undefined };
const GRACE_MS = 5_000; // within the ten seconds container runtimes give a process between SIGTERM and SIGKILL

/** Opens the record for this process alone, or says why it cannot be. */
export function openSqliteRecord({
  path,
  log = SILENT,
  clock = Date.now,
}: RecordOptions): { readonly ok: true; readonly record: SqliteRecord } | OpenFailure {
  const opened = openStore(path, clock);
  if (!opened.ok) return opened;
  const { store } = opened;
  const mine = new Set<string>();
  const runLog = createRunLog(store, mine, log);
  const record: SqliteRecord = {
    ...runLog,
    backup: (to) => backupTo(store, to),
    close: async () => closeStore(store),
    runFlows: (options) => ({ ...runLog, ...createEngine(store, mine, log, options) }),
  };
  return { ok: true, record };
}

function createEngine(
  store: Store,
  mine: Set<string>,
  log: EngineLog,
  { graceMs = GRACE_MS, onFault, onStopped, ...named }: FlowOptions,
): Omit<Engine, keyof RunLog> {
  const { flows, actions } = registered(named);
  const runtime = createRuntime({ store, actions, log, onStopped, onFault });
  function launch(flow: Flow, run: RunSummary): void {
    mine.add(run.id);
    void runFlow(runtime, flow, run);
  }
  return {
    async start({ name }, id, input, who) {
      assertGoing(runtime);
      const flow = flows.get(name);
      if (flow === undefined) throw new Error(`no flow is registered as ${name}`);
      const { version } = flow;
      const started = insertRun(store, { id, kind: 'flow', flow: name, version, input: toJson(input), who });
      const run = findRun(store, id);
      if (started && run !== undefined) launch(flow, run);
      return { started };
    },
    async decide(approvalId, verdict, who, details = {}) {
      assertGoing(runtime);
      const end = decideApproval(runtime, approvalId, verdict, who, details);
      if (end.outcome === 'not-due') throw new Error(`approval ${approvalId} could not be decided`);
      return end;
    },
    async resume() {
      assertGoing(runtime);
      return resumeAll(runtime, flows, mine, launch);
    },
    close: () => close(runtime, graceMs),
  };
}

async function close(runtime: Runtime, graceMs: number): Promise<void> {
  runtime.ending.abort();
  runtime.expiry.stop();
  const ended = new AbortController();
  const grace = sleep(graceMs, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([Promise.allSettled(runtime.working), grace]);
  ended.abort();
  await new Promise((resolve) => setImmediate(resolve)); // the ends of those actions are recorded in the microtasks before this
  closeStore(runtime.store);
}

function closeStore({ database }: Store): void {
  if (database.isOpen) database.close();
}

function assertGoing(runtime: Runtime): void {
  if (runtime.ending.signal.aborted) throw new Error('the record is closed or can no longer be written');
}
