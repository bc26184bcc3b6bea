import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { z } from 'zod';
import { declareAction, defineFlow, implement } from '../../src/model/define-flow.ts';
import type { Action, ApprovalRecord, DecideResult, Engine, RunSummary } from '../../src/model/engine-port.ts';
import { type Damage, type EngineName, type EngineParts, openers } from './engine-openers.ts';
import { killEngineProcesses } from './engine-process.ts';
import { bob, rollFlow, until, worldActions } from './engine-world.ts';

/** A directory for each test, and engines opened in it that are closed after it. */
export interface EngineBench {
  readonly name: EngineName;
  /** True for engines that refuse a second process on their store. */
  readonly oneProcess: boolean;
  readonly directory: string;
  /** Opens the engine; the roll and the world's actions unless the parts says otherwise. */
  open(parts?: Partial<EngineParts>, home?: string): Promise<Engine>;
  /** Damages a run in the closed store. */
  damage(runId: string, what: Damage): void;
}

/** A bench for the tests of the surrounding `describe`. */
export function engineBench(name: EngineName, oneProcess: boolean): EngineBench {
  const opened: Engine[] = [];
  let directory = '';

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'engine-'));
  });

  afterEach(async () => {
    await killEngineProcesses();
    for (const engine of opened.splice(0)) await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  return {
    name,
    oneProcess,
    get directory() {
      return directory;
    },
    async open(parts = {}, home = directory) {
      const whole = { flows: [rollFlow], actions: worldActions(home), graceMs: 50, ...parts };
      const engine = await openers[name].open(home, whole);
      opened.push(engine);
      return engine;
    },
    damage: (runId, what) => openers[name].damage(directory, runId, what),
  };
}

const change = declareAction({ name: 'gated', effect: 'write', args: z.null(), result: z.null() });

/** One change on the host named in the input. */
export const oneHost = defineFlow({
  name: 'one-host',
  version: '1',
  actions: [change],
  input: z.object({ host: z.string() }),
  result: z.null(),
  async run(flow) {
    await flow.onHost(flow.input.host, 'change', change, null);
    return null;
  },
});

/** The change of {@link oneHost}: notes its runs, with a mark when uncertain, and ends when its gate is opened. */
export function gated(gates: Map<string, () => void>, order: string[]): Action {
  return implement(change, (_, info) => {
    order.push(info.uncertain ? `${info.runId}?` : info.runId);
    return new Promise<null>((resolve) => {
      gates.set(info.runId, () => resolve(null));
    });
  });
}

/** The first pending approval, once a roll has shown it. */
export async function onePending(engine: Engine): Promise<ApprovalRecord> {
  return await until(async () => {
    const [first] = await engine.pendingApprovals();
    const record = first === undefined ? undefined : await engine.exportRun(first.runId);
    const shown = record?.steps.some((step) => step.name === 'go.announce' && step.outcome !== null);
    return shown === true || record?.run.flow !== 'roll' ? first : undefined;
  });
}

/** The run once it has ended. */
export async function ended(engine: Engine, id: string): Promise<RunSummary> {
  return await until(async () => {
    const run = await engine.run(id);
    return run?.status === 'open' ? undefined : run;
  });
}

/** Approves what the run asks, if it still asks, and waits for its end. */
export async function approvedToTheEnd(engine: Engine, id: string): Promise<RunSummary> {
  await until(async () => {
    if ((await engine.run(id))?.status !== 'open') return true;
    return (await engine.pendingApprovals()).length > 0 || undefined;
  });
  if ((await engine.run(id))?.status === 'open') await engine.decide((await onePending(engine)).id, 'approve', bob);
  return await ended(engine, id);
}

/** The kinds of a run's audit rows, in order. */
export async function auditKinds(engine: Engine, runId: string): Promise<readonly string[]> {
  return (await engine.exportRun(runId))?.audit.map((row) => row.kind) ?? [];
}

/** One entry for each decision the audit chain has for a run. */
export async function decisions(engine: Engine, runId: string): Promise<readonly string[]> {
  return (await auditKinds(engine, runId)).filter((kind) => kind === 'approval-decided');
}

/** The verdict that stands and who gave it, as this click was told. */
export function winnerOf(click: DecideResult): string {
  if (click.outcome === 'unknown') return 'nobody';
  return `${click.verdict} by ${click.by.id}`;
}

/** Works on two items at a time; results in the order of the items. */
export async function inPairs<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let index = 0; index < items.length; index += 2) {
    results.push(...(await Promise.all(items.slice(index, index + 2).map(work))));
  }
  return results;
}
