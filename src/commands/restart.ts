import { rolloutFlow } from '../changes/rollout.ts';
import type { RunSummary } from '../model/engine-port.ts';
import type { Interruption } from '../model/face/investigations.ts';
import { readIntentV1 } from '../model/intent-v1.ts';
import { UnknownShape } from '../model/stored.ts';
import { showStoppedChange } from './change-thread.ts';
import type { Logs, Records, Shows, Speaks } from './dependencies.ts';
import { rootMessage } from './open-thread.ts';
import { put } from './put.ts';
import { showStoppedRollout } from './rollout-show.ts';
import { kept, lookOf, threadOf } from './stored.ts';

/** Tells the threads of runs that a restart cut off; a look is cheap, so it is offered again and never repeated unasked. A thread that cannot be told keeps no other from being told. */
export async function showInterrupted(deps: Shows & Logs, runs: readonly RunSummary[]): Promise<void> {
  for (const run of runs) {
    deps.log.warn({ run: run.id, flow: run.flow, status: run.status }, 'a run was cut off by a restart');
    try {
      await showOne(deps, run);
    } catch (error) {
      deps.log.error({ err: error, run: run.id }, 'the thread of a run that was cut off could not be told');
    }
  }
}

async function showOne(deps: Shows & Logs, run: RunSummary): Promise<void> {
  try {
    if (run.flow === rolloutFlow.name) await showStoppedRollout(deps, run);
    else if (run.kind === 'flow') await showStoppedChange(deps, run);
    else if (!(await wentOn(deps, run))) await showCut(deps, run, 'restart');
  } catch (error) {
    const thread = threadOf(run);
    if (!(error instanceof UnknownShape) || thread === undefined) throw error;
    deps.log.error({ err: error, run: run.id }, 'a run that was cut off cannot be read');
    await put(deps, thread, null, { kind: 'unreadable', run: run.id });
  }
}

/** A plan that had become a change when the process ended: the change has its messages now. */
async function wentOn({ record }: Records<'recall' | 'run'>, run: RunSummary): Promise<boolean> {
  const change = await record.recall(run.id, kept.became);
  return change !== undefined && (await record.run(change)) !== undefined;
}

/** Ends a run that failed inside the bot, in its thread too: nothing there goes on saying that it looks. Never rejects. */
export async function showFailed(
  deps: Speaks & Logs & Records<'run' | 'recall' | 'finish'>,
  runId: string,
): Promise<void> {
  const { record, log } = deps;
  try {
    const run = await record.run(runId);
    if (run?.status !== 'open') return;
    await record.finish(runId, 'failed', 'a fault of the bot');
    if (!(await wentOn(deps, run))) await showCut(deps, run, 'fault');
  } catch (error) {
    log.error({ err: error, run: runId }, 'a failed run could not be ended');
  }
}

const lines = {
  restart: 'cut off by a restart of the bot; nothing was changed',
  fault: 'cut off by a fault of the bot; nothing was changed',
} as const;

async function showCut({ record, face }: Speaks & Records<'recall'>, run: RunSummary, by: Interruption): Promise<void> {
  const { id, who } = run;
  const { verb, host, askedAt, asked = readIntentV1({ v: 1, verb, host })?.intent } = lookOf(run);
  const [progress, root] = await Promise.all([record.recall(id, kept.progress), record.recall(id, kept.root)]);
  if (progress !== undefined)
    await face.edit(progress, { kind: 'interrupted', verb, host, by, ownsRoot: root !== undefined, asked });
  if (root !== undefined)
    await face.edit(root, rootMessage({ verb, host, who, askedAt }, { state: 'interrupted', line: lines[by] }));
}
