import { type Json, toJson } from '../lib/json.ts';
import type {
  Action,
  Announcement,
  ApprovalRecord,
  ApprovalRequest,
  Decision,
  EpochMs,
  Flow,
  FlowContext,
  RunSummary,
  StepOutcome,
  StepRecord,
} from '../model/engine-port.ts';
import { approvalId, approvalNamed, insertApproval } from './approvals.ts';
import { SYSTEM } from './rows.ts';
import { type Execution, endRun, parked, type Runtime, settle } from './runtime.ts';
import { findStep, recordIntent, recordOutcome, type StepRequest, sameRequest } from './steps.ts';

const CLOCK = '(clock)'; // the action name under which instants are recorded

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
  return {
    id,
    input,
    who,
    now: (name) => guarded(runtime, () => instant(runtime, execution, name)),
    step: (name, action, args) => guarded(runtime, () => step(runtime, execution, { name, action, args, host: null })),
    onHost: (host, name, action, args) =>
      guarded(runtime, () => step(runtime, execution, { name, action, args, host })),
    approval: (name, request) => guarded(runtime, () => approval(runtime, execution, name, request)),
  };
}

async function guarded<T>(runtime: Runtime, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    runtime.fail(error);
    return parked();
  }
}

async function instant(runtime: Runtime, execution: Execution, name: string): Promise<EpochMs> {
  const request: StepRequest = { name, action: CLOCK, args: null, host: null };
  const known = await begin(runtime, execution, request);
  if (known?.outcome?.ok === true && typeof known.outcome.value === 'number') return known.outcome.value;
  const now = runtime.store.now();
  recordOutcome(runtime.store, execution.run, request, 'read', { ok: true, value: now });
  return now;
}

async function step(runtime: Runtime, execution: Execution, request: StepRequest): Promise<StepOutcome> {
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
    recordOutcome(runtime.store, execution.run, request, action.effect, outcome);
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
  if (uncertain && action.effect === 'write' && action.onUncertain === 'stop') {
    return {
      ok: false,
      failure: 'uncertain',
      reason: `${request.action} was begun before a restart; what it did is not known`,
    };
  }
  const attemptNumber = action.effect === 'write' ? recordIntent(runtime.store, run, request) : 1;
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
    return action.effect === 'read' && info.signal.aborted ? 'cut short' : { ok: true, value };
  } catch (error) {
    return info.signal.aborted ? 'cut short' : { ok: false, failure: 'threw', reason: reasonOf(error) };
  }
}

async function approval(
  runtime: Runtime,
  execution: Execution,
  name: string,
  request: ApprovalRequest,
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
  if (request.announce !== undefined) await announce(runtime, execution, asked, request.announce);
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
  const announcement: Announcement = { approvalId: id, digest, expiresAt, card };
  const shown = await step(runtime, execution, { name, action, args: announcement, host: null });
  if (!shown.ok) settle(runtime, id, 'cancel', SYSTEM, { reason: `could not be shown: ${shown.reason}` });
}

function stop(runtime: Runtime, execution: Execution, reason: string): Promise<never> {
  runtime.log.error({ run: execution.run.id, reason }, 'run stopped');
  endRun(runtime, execution, 'stopped', { reason });
  return parked();
}

function mayGoOn(runtime: Runtime, execution: Execution): boolean {
  return !execution.over && !runtime.ending.signal.aborted;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
