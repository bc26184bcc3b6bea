import type { RunSummary } from '../model/engine-port.ts';
import { Intent } from '../model/intent.ts';
import { readIntentV1 } from '../model/intent-v1.ts';
import { type Interruption, renderInterrupted } from '../slack/render/interrupted.ts';
import { renderRoot } from '../slack/render/root.ts';
import { showStoppedChange } from './change-thread.ts';
import type { ThreadRef } from './request.ts';
import { showStoppedRollout } from './rollout-show.ts';
import type { Services } from './services.ts';

/** What a look or a plan leaves in the record, so that its messages are found again. */
export type LookInput = {
  readonly verb: string;
  readonly host: string;
  readonly askedAt: number;
  /** What to ask for again; as version 0.1.0 wrote it, or absent, in older records. */
  readonly asked?: Intent;
};

/** Tells the threads of runs that a restart cut off; a look is cheap, so it is offered again and never repeated unasked. */
export async function showInterrupted(services: Services, runs: readonly RunSummary[]): Promise<void> {
  for (const run of runs) {
    services.log.warn({ run: run.id, flow: run.flow, status: run.status }, 'a run was cut off by a restart');
    if (run.kind === 'flow' && run.flow === 'rollout') await showStoppedRollout(services, run);
    else if (run.kind === 'flow') await showStoppedChange(services, run);
    else if (!(await wentOn(services, run))) await showCut(services, run, 'restart');
  }
}

/** A plan that had become a change when the process ended: the change has its messages now. */
async function wentOn({ engine }: Services, run: RunSummary): Promise<boolean> {
  const change = await engine.recall(run.id, 'became');
  return typeof change === 'string' && (await engine.run(change)) !== undefined;
}

/** Ends a run that failed inside the bot, in its thread too: nothing there goes on saying that it looks. Never rejects. */
export async function showFailed(services: Services, runId: string): Promise<void> {
  const { engine, log } = services;
  try {
    const run = await engine.run(runId);
    if (run?.status !== 'open') return;
    await engine.finish(runId, 'failed', 'a fault of the bot');
    if (!(await wentOn(services, run))) await showCut(services, run, 'fault');
  } catch (error) {
    log.error({ err: error, run: runId }, 'a failed run could not be ended');
  }
}

const lines = {
  restart: 'cut off by a restart of the bot; nothing was changed',
  fault: 'cut off by a fault of the bot; nothing was changed',
} as const;

/** What a run was asked for; the verb on its host where the record has no more. */
function askedOn({ input }: RunSummary): Intent | undefined {
  const { verb, host, asked } = input as { readonly verb: string; readonly host: string; readonly asked?: unknown };
  return Intent.safeParse(asked).data ?? readIntentV1(asked ?? { v: 1, verb, host })?.intent;
}

async function showCut({ engine, gateway }: Services, run: RunSummary, by: Interruption): Promise<void> {
  const { verb, host, askedAt } = run.input as LookInput;
  const [progress, root] = await Promise.all([engine.recall(run.id, 'progress'), engine.recall(run.id, 'root')]);
  if (progress !== undefined)
    await gateway.update(progress as ThreadRef, renderInterrupted(verb, host, by, root !== undefined, askedOn(run)), {
      priority: 'verdict',
    });
  if (root !== undefined) {
    const now = { state: 'interrupted', line: lines[by] } as const;
    await gateway.update(root as ThreadRef, renderRoot({ host, verb, who: run.who, askedAt, now }), {
      priority: 'verdict',
    });
  }
}
