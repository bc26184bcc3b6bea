import type { ApprovalRecord, Flow, ResumeReport, RunSummary } from '../model/engine-port.ts';
import { readStored, UnknownShape } from '../model/stored.ts';
import { approvalsById, pendingIds } from './approvals.ts';
import { SYSTEM } from './rows.ts';
import { findRun, insertEvent, openRuns } from './runs.ts';
import { closeWhole, decideApproval, type Runtime } from './runtime.ts';
import { begunSteps } from './steps.ts';

/** Goes on with what the last process left, but for runs that are `mine`, of this process. What it cannot go on with is ended here, and stops nothing else. */
export function resumeAll(
  runtime: Runtime,
  flows: ReadonlyMap<string, Flow>,
  mine: ReadonlySet<string>,
  launch: (flow: Flow, run: RunSummary) => void,
): ResumeReport {
  const { store } = runtime;
  const expired = expireOverdue(runtime);
  const { read, unread } = openRuns(store);
  for (const { id, reason } of unread) {
    runtime.log.error({ run: id, reason }, 'run stopped');
    closeWhole(runtime, id, 'stopped', { reason });
  }
  const left = read.filter((run) => !mine.has(run.id)).map((run) => ({ run, ...fateOf(run, flows) }));
  for (const { run, reason, kind } of left) {
    if (kind !== 'resumed') closeWhole(runtime, run.id, kind, { reason });
  }
  for (const { run, flow } of left) {
    if (flow === undefined) continue;
    insertEvent(store, run.id, 'run-resumed', { uncertain: [...begunSteps(store, run.id)] });
    launch(flow, run);
  }
  const ended = (wanted: Fate['kind']) =>
    left.flatMap(({ run, kind }) => (kind === wanted ? (findRun(store, run.id) ?? []) : []));
  return {
    resumed: left.flatMap(({ run, kind }) => (kind === 'resumed' ? [run] : [])),
    interrupted: ended('interrupted'),
    stopped: ended('stopped'),
    expired,
    unreadable: unread,
  };
}

function expireOverdue(runtime: Runtime): readonly ApprovalRecord[] {
  const overdue = pendingIds(runtime.store).filter(
    (id) => decideApproval(runtime, id, 'expire', SYSTEM, {}).outcome === 'won',
  );
  return approvalsById(runtime.store, overdue).read;
}

type Fate =
  | { readonly kind: 'interrupted' | 'stopped'; readonly reason: string; readonly flow?: undefined }
  | { readonly kind: 'resumed'; readonly reason: ''; readonly flow: Flow };

function fateOf(run: RunSummary, flows: ReadonlyMap<string, Flow>): Fate {
  if (run.kind === 'log') return { kind: 'interrupted', reason: 'the process ended while this ran' };
  const flow = flows.get(run.flow);
  if (flow === undefined) return { kind: 'stopped', reason: `no flow is registered as ${run.flow}` };
  const { version, continues, input } = flow;
  if (run.version !== version && !continues.includes(run.version))
    return { kind: 'stopped', reason: `the flow is version ${version} now, the run began with ${run.version}` };
  try {
    readStored(input, run.input, 'its input');
    return { kind: 'resumed', reason: '', flow };
  } catch (error) {
    if (error instanceof UnknownShape) return { kind: 'stopped', reason: error.message };
    throw error;
  }
}
