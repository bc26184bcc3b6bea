import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyApproved, takeBaseline, verifyApplied } from '../../src/changes/change-steps.ts';
import { digestOf } from '../../src/changes/digest.ts';
import { digestOfRollout, rolloutFlow } from '../../src/changes/rollout.ts';
import { rolloutSteps } from '../../src/changes/rollout-steps.ts';
import { openSqliteRecord } from '../../src/engine/sqlite-engine.ts';
import { type Json, toJson } from '../../src/lib/json.ts';
import type { Action, ActionType, Actor } from '../../src/model/engine-port.ts';
import type { ChangeResult, Plan, Verification } from '../../src/model/plan.ts';
import { type PoolMember, type RolloutCard, type RolloutPlan, RolloutResult } from '../../src/model/rollout.ts';
import { until } from '../support/engine-world.ts';

const asker: Actor = { surface: 'slack', id: 'U0ROBIN' };
const approver: Actor = { surface: 'slack', id: 'U0ALEX' };
const names = ['a', 'b', 'c', 'd', 'e'];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oncall-rollout-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function planOf(host: string): Plan {
  return {
    verb: 'reload',
    host,
    options: {},
    changeId: '0123456789abcdef',
    steps: [],
    diff: '',
    preconditions: [],
    tier: 'reversible',
    breakGlass: null,
    impact: '',
    undo: { words: '', steps: [] },
  };
}

const member: PoolMember = {
  balancer: 'lb',
  shut: { kind: 'command', on: 'lb-01', argv: ['/bin/shut'], seconds: 1 },
  open: { kind: 'command', on: 'lb-01', argv: ['/bin/open'], seconds: 1 },
  sign: null,
  drainSeconds: 0,
};

function cardOf(batches: readonly (readonly string[])[]): RolloutCard {
  const plan: RolloutPlan = {
    verb: 'reload',
    group: 'web',
    host: 'group:web',
    options: {},
    tier: 'reversible',
    breakGlass: null,
    hosts: batches
      .flat()
      .map((host) => ({ host, plan: planOf(host), digest: digestOf(planOf(host)), doors: [member] })),
    batches,
    floor: 1,
    settleSeconds: 0,
  };
  const approvers = { users: ['U0ALEX'], groups: [], selfApproval: false, needed: 1 } as const;
  return { runId: 'rollout-1', plan, digest: digestOfRollout(plan), requestedBy: asker, checks: [], approvers };
}

/** What happened outside, over all lives of the process. */
interface World {
  readonly applied: string[];
  readonly turned: string[];
  /** Action calls until now. */
  calls: number;
}

const verified: Verification = { outcome: 'verified', points: [], quotes: [] };

/** The actions of a rollout over a world in memory, by the very names the flow asks for; the call with this number never ends, before or after it had its effect. */
function actionsOver(
  world: World,
  hang: { readonly at: number; readonly when: 'before' | 'after' },
  bad?: string,
): readonly Action[] {
  return rolloutFlow.actions.map(
    (type): Action => ({
      type,
      async perform(args, info) {
        world.calls += 1;
        const mine = world.calls;
        if (mine === hang.at && hang.when === 'before') await new Promise(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, (mine * 7) % 5));
        const value = effect(world, type, args, info.uncertain, bad);
        if (mine === hang.at) await new Promise(() => undefined);
        return value;
      },
    }),
  );
}

function effect(world: World, type: ActionType, args: Json, uncertain: boolean, bad: string | undefined): Json {
  switch (type) {
    case takeBaseline:
      return { ok: true, baseline: { now: null, generation: null, parent: null, listening: null, configHash: null } };
    case applyApproved: {
      const unknown = { ended: 'unknown', detail: 'restarted', verification: null, undone: null } as const;
      if (uncertain) return toJson(unknown satisfies ChangeResult);
      world.applied.push(applyApproved.args.parse(args).plan.host);
      return toJson({
        ended: 'done',
        step: 'x',
        exit: 0,
        output: '',
        verification: verified,
        traffic: null,
        undone: null,
      } satisfies ChangeResult);
    }
    case verifyApplied: {
      const { host } = verifyApplied.args.parse(args).plan;
      const outcome = world.applied.includes(host) && host !== bad ? 'verified' : 'failed';
      return toJson({ ...verified, outcome } satisfies Verification);
    }
    case rolloutSteps.mayBegin:
      return { go: 'go', why: '', by: null };
    case rolloutSteps.turn:
      world.turned.push(rolloutSteps.turn.args.parse(args).to);
      return { ok: true, detail: '' };
    case rolloutSteps.healthy:
    case rolloutSteps.drained:
      return '';
    default:
      return null;
  }
}

function open(actions: readonly Action[]) {
  const opened = openSqliteRecord({ path: join(folder, 'record.db') });
  if (!opened.ok) throw new Error(opened.detail);
  return opened.record.runFlows({
    flows: [rolloutFlow],
    actions,
    graceMs: 0,
    onFault(error) {
      throw error;
    },
    onStopped({ result }) {
      throw new Error(JSON.stringify(result));
    },
  });
}

/** Runs a rollout, kills it when the call with this number hangs, and lets the next process end it. */
async function interrupted(at: number, when: 'before' | 'after', batches: readonly (readonly string[])[]) {
  const world: World = { applied: [], turned: [], calls: 0 };
  const first = open(actionsOver(world, { at, when }));
  await first.start(rolloutFlow, 'rollout-1', { card: cardOf(batches), ttlMs: 60_000 }, asker);
  await until(async () => {
    const [pending] = await first.pendingApprovals();
    if (pending !== undefined) await first.decide(pending.id, 'approve', approver);
    const run = await first.run('rollout-1');
    return world.calls >= at || run?.status !== 'open' || undefined;
  });
  /* The other hosts of the batch get on, or do not: both have to go well. */
  await new Promise((resolve) => setTimeout(resolve, 15));
  await first.close();
  const second = open(actionsOver(world, { at: -1, when: 'before' }));
  await second.resume();
  const run = await until(async () => {
    const [pending] = await second.pendingApprovals();
    if (pending !== undefined) await second.decide(pending.id, 'approve', approver);
    const now = await second.run('rollout-1');
    return now?.status === 'open' ? undefined : now;
  });
  await second.close();
  return { world, status: run.status, result: RolloutResult.parse(run.result) };
}

describe('a rollout that is killed at any of its steps', () => {
  const batches = [['a'], ['b', 'c'], ['d', 'e']];

  it.each(['before', 'after'] as const)(
    '%s the step had its effect, is replayed to the letter and does no host twice',
    async (when) => {
      for (let at = when === 'before' ? 1 : 2; at <= 60; at += 2) {
        const { world, status, result } = await interrupted(at, when, batches);
        expect({ at, status }).toEqual({ at, status: 'done' });
        expect(world.applied.toSorted()).toEqual([...new Set(world.applied)].toSorted());
        if (when === 'after')
          expect({ at, ended: result.ended, applied: world.applied.toSorted() }).toEqual({
            at,
            ended: 'complete',
            applied: names,
          });
        rmSync(folder, { recursive: true, force: true });
        folder = mkdtempSync(join(tmpdir(), 'oncall-rollout-'));
      }
    },
  );

  it('stops at a host that is not verified: the rest of its batch ends, nothing behind it begins, and it stays shut', async () => {
    const world: World = { applied: [], turned: [], calls: 0 };
    const engine = open(actionsOver(world, { at: -1, when: 'before' }, 'b'));
    await engine.start(rolloutFlow, 'rollout-1', { card: cardOf(batches), ttlMs: 60_000 }, asker);
    const [pending] = await until(async () => {
      const all = await engine.pendingApprovals();
      return all.length > 0 ? all : undefined;
    });
    await engine.decide(pending?.id ?? '', 'approve', approver);
    const run = await until(async () => {
      const now = await engine.run('rollout-1');
      return now?.status === 'open' ? undefined : now;
    });
    await engine.close();
    expect(world.applied.toSorted()).toEqual(['a', 'b', 'c']);
    expect(world.turned.filter((to) => to === 'shut')).toHaveLength(3);
    expect(world.turned.filter((to) => to === 'open')).toHaveLength(2);
    const result = RolloutResult.parse(run.result);
    expect(result.ended).toBe('stopped');
    const hosts = 'hosts' in result ? result.hosts : [];
    expect(hosts.map(({ host, ended, door: at }) => [host, ended, at])).toEqual([
      ['a', 'verified', 'open'],
      ['b', 'failed', 'shut'],
      ['c', 'verified', 'open'],
      ['d', 'skipped', 'none'],
      ['e', 'skipped', 'none'],
    ]);
  });
});
