import { rolloutFlow } from '../changes/rollout.ts';
import type { RunSummary } from '../model/engine-port.ts';
import { readIntentV1 } from '../model/intent-v1.ts';
import { UnknownShape } from '../model/stored.ts';
import { type Interruption, renderInterrupted, renderUnreadable } from '../slack/render/interrupted.ts';
import { renderRoot } from '../slack/render/root.ts';
import { put, showStoppedChange } from './change-thread.ts';
import { showStoppedRollout } from './rollout-show.ts';
import type { Services, Showing } from './services.ts';
import { kept, lookOf, threadOf } from './stored.ts';

/** Tells the threads of runs that a restart cut off; a look is cheap, so it is offered again and never repeated unasked. A thread that cannot be told keeps no other from being told. */
export async function showInterrupted(showing: Interrupted, runs: readonly RunSummary[]): Promise<void> {
  for (const run of runs) {
    showing.log.warn({ run: run.id, flow: run.flow, status: run.status }, 'a run was cut off by a restart');
    try {
      await showOne(showing, run);
    } catch (error) {
      showing.log.error({ err: error, run: run.id }, 'the thread of a run that was cut off could not be told');
    }
  }
}

type Interrupted = Showing & Pick<Services, 'log'>;

async function showOne(showing: Interrupted, run: RunSummary): Promise<void> {
  try {
    if (run.flow === rolloutFlow.name) await showStoppedRollout(showing, run);
    else if (run.kind === 'flow') await showStoppedChange(showing, run);
    else if (!(await wentOn(showing, run))) await showCut(showing, run, 'restart');
  } catch (error) {
    const thread = threadOf(run);
    if (!(error instanceof UnknownShape) || thread === undefined) throw error;
    showing.log.error({ err: error, run: run.id }, 'a run that was cut off cannot be read');
    await put(showing, thread, null, renderUnreadable(run.id));
  }
}

/** A plan that had become a change when the process ended: the change has its messages now. */
async function wentOn({ record }: Showing, run: RunSummary): Promise<boolean> {
  const change = await record.recall(run.id, kept.became);
  return change !== undefined && (await record.run(change)) !== undefined;
}

/** Ends a run that failed inside the bot, in its thread too: nothing there goes on saying that it looks. Never rejects. */
export async function showFailed(services: Services, runId: string): Promise<void> {
  const { record, log } = services;
  try {
    const run = await record.run(runId);
    if (run?.status !== 'open') return;
    await record.finish(runId, 'failed', 'a fault of the bot');
    if (!(await wentOn(services, run))) await showCut(services, run, 'fault');
  } catch (error) {
    log.error({ err: error, run: runId }, 'a failed run could not be ended');
  }
}

const lines = {
  restart: 'cut off by a restart of the bot; nothing was changed',
  fault: 'cut off by a fault of the bot; nothing was changed',
} as const;

async function showCut({ record, gateway }: Showing, run: RunSummary, by: Interruption): Promise<void> {
  const { verb, host, askedAt, asked = readIntentV1({ v: 1, verb, host })?.intent } = lookOf(run);
  const [progress, root] = await Promise.all([record.recall(run.id, kept.progress), record.recall(run.id, kept.root)]);
  if (progress !== undefined)
    await gateway.update(progress, renderInterrupted(verb, host, by, root !== undefined, asked), {
      priority: 'verdict',
    });
  if (root !== undefined) {
    const now = { state: 'interrupted', line: lines[by] } as const;
    await gateway.update(root, renderRoot({ host, verb, who: run.who, askedAt, now }), { priority: 'verdict' });
  }
}
