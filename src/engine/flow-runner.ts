import { type Json, toJson } from '../lib/json.ts';
import type {
  Action,
  ActionType,
  ApprovalRecord,
  ArgsOf,
  Decision,
  Flow,
  FlowContext,
  ResultOf,
  RunSummary,
  StepOutcome,
  StepRecord,
} from '../model/engine-port.ts';
import { readStored, UnknownShape } from '../model/stored.ts';
import { approvalId, approvalNamed, insertApproval, type StoredRequest } from './approvals.ts';
import { SYSTEM } from './rows.ts';
import { findRun } from './runs.ts';
import { decideApproval, type Execution, endRun, parked, type Runtime } from './runtime.ts';
import { findStep, recordIntent, recordOutcome, type StepRequest, sameRequest } from './steps.ts';

/** Drives a run from its first line, with what is recorded answering for what has been done; resolves when the run has ended, or never when this process may not go on. */
export async function runFlow(runtime: Runtime, flow: Flow, run: RunSummary): Promise<void> {
  const execution: Execution = { run, used: new Set(), running: new Set(), over: false };
  const end = await outcomeOf(flow, contextOf(runtime, execution));
  if (runtime.ending.signal.aborted) return;
  try {
    if (end.ok) endRun(runtime, execution, 'done', end.value);
    else endRun(runtime, execution, 'failed', { reason: end.reason });
  } catch (error) {
    runtime.fail(error);
  }
}

async function outcomeOf(flow: Flow, context: FlowContext): Promise<StepOutcome> {
  try {
    return { ok: true, value: toJson(await flow.run(context)) };
  } catch (error) {
    return { ok: false, failure: 'threw', reason: reasonOf(error) };
  }
}

function contextOf(runtime: Runtime, execution: Execution): FlowContext {
  const { id, input, who } = execution.run;
  async function step<X extends ActionType>(host: string | null, name: string, action: X, given: ArgsOf<X>) {
    const request: StepRequest = { name, action: action.name, args: toJson(given), host };
    return guarded(runtime, execution, async () => {
      const outcome = await stepOf(runtime, execution, request);
      return outcome.ok ? { ...outcome, value: resultOf(action, outcome.value, name) } : outcome;
    });
  }
  return {
    id,
    input,
    who,
    step: (name, action, args) => step(null, name, action, args),
    onHost: step,
    async approval(name, { ttlMs, digest, announce, card }) {
      const request = { ttlMs, digest, announce: announce.name, card: toJson(card) };
      return guarded(runtime, execution, () => approval(runtime, execution, name, request));
    },
  };
}

function resultOf<X extends ActionType>(action: X, value: Json, name: string): ResultOf<X> {
  return readStored<X['result']>(action.result, value, `the result of ${name}`);
}

/** What the record cannot tell stops this one run; a record that fails stops everything. */
async function guarded<T>(runtime: Runtime, execution: Execution, work: () => Promise<T>): Promise<T> {
  try {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UnknownShape) return await stop(runtime, execution, error.message);
      throw error;
    }
  } catch (error) {
    runtime.fail(error);
    return parked();
  }
}

async function stepOf(runtime: Runtime, execution: Execution, request: StepRequest): Promise<StepOutcome> {
  const known = await begin(runtime, execution, request);
  if (known?.outcome) return known.outcome;
  const action = runtime.actions.get(request.action);
  if (action === undefined) return stop(runtime, execution, `no action is registered as ${request.action}`);
  if (request.host !== null) await runtime.hosts.wait(request.host, execution.run.id, request.name);
  if (!mayGoOn(runtime, execution)) return parked();
  return attempt(runtime, execution, request, action, known !== undefined);
}

/** The journal's entry for a name, after the checks every name must pass. */
async function begin(runtime: Runtime, execution: Execution, request: StepRequest): Promise<StepRecord | undefined> {
  if (!mayGoOn(runtime, execution)) return parked();
  if (execution.used.has(request.name)) return stop(runtime, execution, `two steps are named ${request.name}`);
  execution.used.add(request.name);
  const known = findStep(runtime.store, execution.run.id, request.name);
  if (known !== undefined && !sameRequest(known, request)) {
    return stop(runtime, execution, `step ${request.name} is not what it was before the restart`);
  }
  return known;
}

async function attempt(
  runtime: Runtime,
  execution: Execution,
  request: StepRequest,
  action: Action,
  uncertain: boolean,
): Promise<StepOutcome> {
  execution.running.add(request.name);
  try {
    const outcome = await carryOut(runtime, execution, request, action, uncertain);
    if (outcome === 'cut short') return await parked();
    recordOutcome(runtime.store, execution.run, request, action.type.effect, outcome);
    if (request.host !== null) runtime.hosts.passOn(request.host);
    return outcome;
  } finally {
    execution.running.delete(request.name);
  }
}

async function carryOut(
  runtime: Runtime,
  execution: Execution,
  request: StepRequest,
  action: Action,
  uncertain: boolean,
): Promise<StepOutcome | 'cut short'> {
  const { run } = execution;
  const attemptNumber = action.type.effect === 'write' ? recordIntent(runtime.store, run, request) : 1;
  const { signal } = runtime.ending;
  const info = { runId: run.id, step: request.name, who: run.who, attempt: attemptNumber, uncertain, signal };
  const work = perform(action, request.args, info);
  runtime.working.add(work);
  try {
    return await work;
  } finally {
    runtime.working.delete(work);
  }
}

/** The action's end; a throw after the process was asked to end proves nothing and is not recorded, and no more does a look that may have been cut short. */
async function perform(
  action: Action,
  args: Json,
  info: Parameters<Action['perform']>[1],
): Promise<StepOutcome | 'cut short'> {
  try {
    const value = toJson(await action.perform(args, info));
    return action.type.effect === 'read' && info.signal.aborted ? 'cut short' : { ok: true, value };
  } catch (error) {
    return info.signal.aborted ? 'cut short' : { ok: false, failure: 'threw', reason: reasonOf(error) };
  }
}

async function approval(
  runtime: Runtime,
  execution: Execution,
  name: string,
  request: StoredRequest,
): Promise<Decision> {
  if (!mayGoOn(runtime, execution)) return parked();
  const key = `approval ${name}`;
  if (execution.used.has(key)) return stop(runtime, execution, `two approvals are named ${name}`);
  execution.used.add(key);
  const { store, waiting, expiry } = runtime;
  const { run } = execution;
  const id = approvalId(run, name, request.digest);
  const known = approvalNamed(store, run.id, name);
  if (known !== undefined && known.id !== id)
    return stop(runtime, execution, `the plan behind approval ${name} changed`);
  const asked = known ?? insertApproval(store, run, name, request);
  if (asked.decision === null) expiry.watch(asked);
  await announce(runtime, execution, asked, request.announce);
  const decision = approvalNamed(store, run.id, name)?.decision ?? null;
  if (decision !== null) return decision;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
  });
}

/** Shows the approval. One that was decided before anybody began to show it is not shown; one whose showing was interrupted is, so that what hangs in a chat can be found again. */
async function announce(runtime: Runtime, execution: Execution, asked: ApprovalRecord, action: string): Promise<void> {
  const name = `${asked.name}.announce`;
  if (asked.decision !== null && findStep(runtime.store, execution.run.id, name) === undefined) return;
  const { id, digest, expiresAt, card } = asked;
  const args = { approvalId: id, digest, expiresAt, card };
  const shown = await stepOf(runtime, execution, { name, action, args, host: null });
  if (!shown.ok) decideApproval(runtime, id, 'cancel', SYSTEM, { reason: `could not be shown: ${shown.reason}` });
}

function stop(runtime: Runtime, execution: Execution, reason: string): Promise<never> {
  const { id } = execution.run;
  runtime.log.error({ run: id, reason }, 'run stopped');
  endRun(runtime, execution, 'stopped', { reason });
  const run = findRun(runtime.store, id);
  if (run !== undefined) runtime.onStopped(run);
  return parked();
}

function mayGoOn(runtime: Runtime, execution: Execution): boolean {
  return !execution.over && !runtime.ending.signal.aborted;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
