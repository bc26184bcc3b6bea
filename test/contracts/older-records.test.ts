import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyApproved, changeFace, takeBaseline, verifyApplied } from '../../src/changes/change-steps.ts';
import { changeFlow } from '../../src/changes/flow.ts';
import { rolloutFlow } from '../../src/changes/rollout.ts';
import { timelineOf } from '../../src/commands/run-timeline.ts';
import { approvalCardOf, changeOf, lookOf, rolloutOf, storedShapes, threadOf } from '../../src/commands/stored.ts';
import { openSqliteRecord } from '../../src/engine/sqlite-engine.ts';
import { type Json, toJson } from '../../src/lib/json.ts';
import { implement } from '../../src/model/define-flow.ts';
import type { Action, ApprovalRecord, Engine, RunRecord, RunSummary } from '../../src/model/engine-port.ts';
import { ChangeResult, type Verification } from '../../src/model/plan.ts';
import { until } from '../support/engine-world.ts';

const written = join(import.meta.dirname, 'records', '0.1.0.sql');

let folder: string;
/** When the last row of that record was written: its approvals are still open. */
let writtenAt: number;
let engines: Engine[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oncall-older-'));
  engines = [];
  const database = new DatabaseSync(join(folder, 'record.db'));
  database.exec(`BEGIN; ${readFileSync(written, 'utf8')} COMMIT;`);
  writtenAt = Number(database.prepare('SELECT max(at) AS at FROM audit').get()?.['at']);
  database.close();
});

afterEach(async () => {
  for (const engine of engines) await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const verified: Verification = { outcome: 'verified', points: [], quotes: [] };
const done: ChangeResult = {
  ended: 'done',
  step: 'x',
  exit: 0,
  output: '',
  verification: verified,
  traffic: null,
  undone: null,
};

/** What that record does not hold: a practice host has no change that is undone, and break-glass was told within another step. */
const sinceThen = [
  'change: arguments of undo-plan',
  'change: result of undo-plan',
  'change: arguments of announce-break-glass',
  'change: result of announce-break-glass',
  'rollout: arguments of undo-plan',
  'rollout: result of undo-plan',
];

/** A world in which every change goes well; `asked` keeps what was asked of it, in order. */
function worldOf(asked: string[], channelTakes: boolean): readonly Action[] {
  const answers = new Map<string, Json>([
    [
      takeBaseline.name,
      { ok: true, baseline: { now: null, generation: null, parent: null, listening: null, configHash: null } },
    ],
    [applyApproved.name, toJson(done)],
    [verifyApplied.name, toJson(verified)],
  ]);
  const types = new Set([...changeFlow.actions, ...rolloutFlow.actions]);
  return [...types].map((type) =>
    implement(type, async (_, { step }) => {
      asked.push(step);
      if (type === changeFace.breakGlass && !channelTakes) throw new Error('Slack did not accept that message');
      return answers.get(type.name) ?? null;
    }),
  );
}

function open(asked: string[] = [], channelTakes = true): Engine {
  const opened = openSqliteRecord({ path: join(folder, 'record.db'), clock: () => writtenAt });
  if (!opened.ok) throw new Error(opened.detail);
  const engine = opened.record.runFlows({
    flows: [changeFlow, rolloutFlow],
    actions: worldOf(asked, channelTakes),
    onFault(error) {
      throw error;
    },
    onStopped({ result }) {
      throw new Error(JSON.stringify(result));
    },
  });
  engines.push(engine);
  return engine;
}

async function ended(engine: Engine, id: string): Promise<RunSummary> {
  return until(async () => {
    const run = await engine.run(id);
    return run?.status === 'open' ? undefined : run;
  });
}

async function records(engine: Engine): Promise<readonly RunRecord[]> {
  const all = await Promise.all((await engine.runs({})).map(({ id }) => engine.exportRun(id)));
  return all.flatMap((one) => one ?? []);
}

/** The open approval of a change on this host. */
async function waiting(engine: Engine, host: string): Promise<ApprovalRecord> {
  const pending = await engine.pendingApprovals();
  const found = pending.find((approval) => {
    const asked = approvalCardOf(approval);
    return asked.of === 'change' && asked.card.plan.host === host;
  });
  if (found === undefined) throw new Error(`nothing waits on ${host}`);
  return found;
}

/** Every value of a run that is read back, with the name of its shape. */
function valuesOf({ run, steps, references }: RunRecord): readonly (readonly [string, Json])[] {
  const kind = run.kind === 'flow' ? run.flow : 'look or plan';
  return [
    [`${kind}: input`, run.input],
    ...(run.kind === 'flow' && run.status === 'done' ? [[`${kind}: result`, run.result] as const] : []),
    ...steps.flatMap(({ action, args, outcome }): (readonly [string, Json])[] => [
      [`${kind}: arguments of ${action}`, args],
      ...(outcome?.ok === true ? [[`${kind}: result of ${action}`, outcome.value] as const] : []),
    ]),
    ...Object.entries(references).map(([key, value]) => [`kept: ${key.replace(/^host .*/, 'host')}`, value] as const),
  ];
}

describe('a record that version 0.1.0 wrote', () => {
  it('is read to the last value', async () => {
    const engine = open();
    const shapes = new Map(storedShapes.map(({ name, shape }) => [name, shape]));
    const seen = new Set<string>();
    for (const record of await records(engine)) {
      for (const [name, value] of valuesOf(record)) {
        expect({ name, fits: shapes.get(name)?.safeParse(value).success }).toEqual({ name, fits: true });
        seen.add(name);
      }
    }
    expect(await engine.verifyAudit()).toMatchObject({ ok: true });
    const unseen = [...shapes.keys()].filter((name) => !seen.has(name));
    expect(unseen).toEqual(sinceThen);
  });

  it('tells of what is done as ever', async () => {
    const runs = await records(open());
    for (const { run } of runs) expect(threadOf(run) !== undefined || run.kind === 'log').toBe(true);
    const change = runs.find(({ run }) => run.flow === 'change' && run.status === 'done');
    const rollout = runs.find(({ run }) => run.flow === 'rollout');
    const look = runs.find(({ run }) => run.flow === 'look');
    expect(change === undefined ? '' : timelineOf(change)).toMatch(/State: done, done and verified on the host/);
    expect(rollout === undefined ? [] : rolloutOf(rollout.run).card.plan.batches).toEqual([
      ['web-62'],
      ['web-61'],
      ['web-63'],
    ]);
    expect(look === undefined ? undefined : lookOf(look.run).asked).toMatchObject({ kind: 'look', verb: 'ports' });
  });

  it('has open approvals that still work', async () => {
    const asked: string[] = [];
    const engine = open(asked);
    const { id, runId } = await waiting(engine, 'web-72');
    const report = await engine.resume();
    expect(report).toMatchObject({ resumed: [{ version: '3' }, { version: '3' }, { version: '3' }], stopped: [] });

    expect(await engine.decide(id, 'approve', { surface: 'slack', id: 'U0ALEX' })).toMatchObject({ outcome: 'won' });
    expect(ChangeResult.parse((await ended(engine, runId)).result)).toMatchObject({ ended: 'done' });
    expect(asked).toEqual(['show decision', 'baseline', 'apply', 'verify', 'show result']);
  });

  it('has a second approval that still works', async () => {
    const asked: string[] = [];
    const engine = open(asked);
    const { id, runId, name } = await waiting(engine, 'web-74');
    await engine.resume();

    await engine.decide(id, 'approve', { surface: 'slack', id: 'U0SAM' });
    expect(name).toBe('second approval');
    expect(ChangeResult.parse((await ended(engine, runId)).result)).toMatchObject({ ended: 'done' });
    expect(asked).toContain('apply');
  });

  it.each([true, false])('has a break-glass change that runs only when the channel takes it: %s', async (takes) => {
    const asked: string[] = [];
    const engine = open(asked, takes);
    const { id, runId } = await waiting(engine, 'web-73');
    await engine.resume();

    await engine.decide(id, 'approve', { surface: 'slack', id: 'U0ALEX' });
    const run = await ended(engine, runId);
    expect(changeOf(run).card.plan.breakGlass).toBe('nobody else is awake');
    expect(ChangeResult.parse(run.result)).toMatchObject({ ended: takes ? 'done' : 'refused' });
    expect(asked).toEqual(
      takes
        ? ['announce break-glass', 'show decision', 'baseline', 'apply', 'verify', 'show result']
        : ['announce break-glass', 'show decision', 'show result'],
    );
  });
});
