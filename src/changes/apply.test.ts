import { describe, expect, it } from 'vitest';
import { memoryFlow } from '../../test/support/memory-flow.ts';
import { steppingClock } from '../../test/support/stepping-clock.ts';
import { defined } from '../lib/defined.ts';
import { type Json, toJson } from '../lib/json.ts';
import type { Baseline, ChangeRunbook } from '../model/change-runbook.ts';
import type { FlowContext, StepInfo } from '../model/engine-port.ts';
import type { Host } from '../model/host.ts';
import type { Layout } from '../model/layout.ts';
import type { ChangeResult, Plan, PlanStep, Undone, Verification } from '../model/plan.ts';
import type { ChangeAnswer, NotHeld, Session } from '../model/ports.ts';
import { applyPlan } from './apply.ts';
import { changeActions } from './change-actions.ts';
import { digestOf } from './digest.ts';
import { carryOut } from './flow.ts';
import type { ChangeDependencies } from './look.ts';

const host: Host = {
  name: 'web-01',
  address: '192.0.2.1',
  port: 22,
  user: 'oncall',
  groups: [],
  labels: {},
  identityFiles: [],
  knownHostsFiles: [],
  fingerprints: [],
};

const baseline: Baseline = { now: null, generation: null, parent: null, listening: null, configHash: null };
const verified: Verification = { outcome: 'verified', points: [], quotes: [] };

function step(program: string, gate?: true): PlanStep {
  const command = { argv: [`/${program}`], seconds: 1 } as const;
  return { host: host.name, title: program, command, ...defined({ gate }) };
}

const plan: Plan = {
  verb: 'tune',
  host: host.name,
  options: {},
  changeId: '0123456789abcdef',
  steps: [step('edit', true), step('reload')],
  diff: '',
  preconditions: [],
  tier: 'reversible',
  breakGlass: null,
  impact: '',
  undo: { words: '', steps: [step('restore', true), step('reload')] },
};

/** A host in memory: what it was told, how it answers, and how often its lock is another's. */
interface World {
  readonly told: string[];
  readonly locks: NotHeld[];
  answer(program: string): ChangeAnswer;
  gate(): readonly string[];
  frozen(): string | undefined;
  /** The host's clock, as the baseline has it. */
  readonly now: string | null;
}

const ran: ChangeAnswer = { ended: 'ran', exit: 0, text: '', durationMs: 1 };

function worldOf(parts: Partial<World> = {}): World {
  return {
    told: [],
    locks: [],
    answer: () => ran,
    gate: () => [],
    frozen: () => undefined,
    now: '2026-11-21T12:00:00Z',
    ...parts,
  };
}

function depsOf(world: World): ChangeDependencies<null> {
  const session: Session = {
    reached: true,
    run(sections, onAnswer) {
      for (const { id } of sections) onAnswer({ id, exit: 0, text: '', durationMs: 1, cut: false, timedOut: false });
      return Promise.resolve({ complete: true });
    },
    end: () => Promise.resolve(),
  };
  const runbook: ChangeRunbook = {
    verb: 'tune',
    probes: [],
    verifySeconds: 0,
    plan: () => ({ offered: false, refusal: { host: host.name, verb: 'tune', reasons: [] } }),
    drift: () => [],
    gate: () => world.gate().map((why) => ({ why, evidence: [] })),
    baseline: () => ({ ...baseline, now: world.now }),
    verify: () => verified,
    restored: () => verified,
  };
  return {
    clock: steppingClock(),
    transport: {
      open: () => Promise.resolve(session),
      hold() {
        world.told.push('hold');
        return Promise.resolve(
          world.locks.shift() ?? {
            held: true,
            change({ argv: [program] }) {
              world.told.push(program.slice(1));
              return Promise.resolve(world.answer(program.slice(1)));
            },
            release() {
              world.told.push('release');
              return Promise.resolve();
            },
          },
        );
      },
    },
    survey: {
      probe: {
        kind: 'probe',
        id: 'survey',
        title: '',
        question: '',
        wants: '',
        privileged: () => [],
        section: () => undefined,
        read: () => null,
      },
      section: { program: '', args: [], seconds: 1, bytes: 1 },
      layout: () => ({}) as Layout,
      clock: () => ({}),
    },
    runbook: () => runbook,
    host: () => host,
    requests: {
      url: () => undefined,
      section: () => ({ program: '', args: [], seconds: 1, bytes: 1 }),
      read: () => [],
    },
    frozen: () => world.frozen(),
  };
}

function infoOf(signal = new AbortController().signal, uncertain = false): StepInfo {
  return { runId: 'r', step: 'apply', who: { surface: 'slack', id: 'U1' }, attempt: 1, uncertain, signal };
}

function apply(world: World, info = infoOf(), until: number | null = null): Promise<ChangeResult> {
  return applyPlan(depsOf(world), { plan, digest: digestOf(plan), baseline, until }, info);
}

describe('an approved plan', () => {
  it('runs its steps under one lock', async () => {
    const world = worldOf();
    expect(await apply(world)).toMatchObject({ ended: 'done', exit: 0, undone: null });
    expect(world.told).toEqual(['hold', 'edit', 'reload', 'release']);
  });

  it('is recorded as nothing when the process ends between two steps, so that the next one looks at what is left', async () => {
    const ending = new AbortController();
    const world = worldOf({
      answer(program) {
        if (program === 'edit') ending.abort();
        return ran;
      },
    });
    await expect(apply(world, infoOf(ending.signal))).rejects.toThrow();
    expect(world.told).toEqual(['hold', 'edit', 'release']);
  });

  it('runs nothing when changes were frozen while the host was looked at', async () => {
    let asked = 0;
    const world = worldOf({
      frozen() {
        asked += 1;
        return asked > 1 ? 'All changes are frozen.' : undefined;
      },
    });
    expect(await apply(world)).toEqual({ ended: 'refused', reasons: ['All changes are frozen.'] });
    expect(world.told).toEqual(['hold', 'release']);
  });

  it('runs nothing when its approval has become old before its turn', async () => {
    const world = worldOf();
    expect(await apply(world, infoOf(), Date.now() - 1)).toMatchObject({ ended: 'refused' });
    expect(world.told).toEqual([]);
  });

  it('is not run again when an earlier attempt may have run', async () => {
    const world = worldOf();
    expect(await apply(world, infoOf(undefined, true))).toMatchObject({ ended: 'unknown' });
    expect(world.told).toEqual([]);
  });

  it('puts its edit back, and no more, when the edited configuration would not survive', async () => {
    const world = worldOf({ gate: () => ['no'] });
    expect(await apply(world)).toMatchObject({ ended: 'stopped', undone: { outcome: 'undone' } });
    expect(world.told).toEqual(['hold', 'edit', 'restore', 'release']);
  });
});

describe('a plan that cannot be undone', () => {
  it('claims no undo when the edited configuration would not survive', async () => {
    const world = worldOf({ gate: () => ['no'] });
    const rollback: Plan = { ...plan, verb: 'rollback', undo: { words: 'none', steps: [] } };
    const args = { plan: rollback, digest: digestOf(rollback), baseline, until: null };
    expect(await applyPlan(depsOf(world), args, infoOf())).toEqual({ ended: 'stopped', reasons: ['no'], undone: null });
    expect(world.told).toEqual(['hold', 'edit', 'release']);
  });
});

/** A flow whose steps are done at once, by actions of their own or by these values. */
function flowOf(world: World, values: Readonly<Record<string, Json>> = {}): FlowContext {
  const actions = new Map(changeActions(depsOf(world)).map((action) => [action.type.name, action]));
  return memoryFlow(
    async (name, action, args) => values[name] ?? (await actions.get(action)?.perform(args, infoOf())) ?? null,
  );
}

describe('a host that cannot be looked at right before the command', () => {
  it('is sent nothing, for nothing could be proven afterwards', async () => {
    const world = worldOf({ now: null });
    expect(await carryOut(flowOf(world), { plan, digest: digestOf(plan) })).toMatchObject({ ended: 'not-sent' });
    expect(world.told).toEqual([]);
  });
});

const lost: Undone = { outcome: 'unknown', detail: 'the connection was lost', points: [], quotes: [] };
const locked: NotHeld = { held: false, ended: 'locked', holder: 'an earlier session' };

describe('a change whose undo was lost with the connection', () => {
  it('is undone in a session of its own, and only its edit when that is all that was done', async () => {
    const world = worldOf();
    const applied = toJson({ ended: 'stopped', reasons: ['no'], undone: lost } satisfies ChangeResult);
    const result = await carryOut(flowOf(world, { apply: applied }), { plan, digest: digestOf(plan) });
    expect(result).toMatchObject({ ended: 'stopped', undone: { outcome: 'undone' } });
    expect(world.told).toEqual(['hold', 'restore', 'release']);
  });

  it('is undone whole when a later step had run', async () => {
    const world = worldOf();
    const applied = toJson({ ended: 'unknown', detail: '', verification: null, undone: lost } satisfies ChangeResult);
    const result = await carryOut(flowOf(world, { apply: applied }), { plan, digest: digestOf(plan) });
    expect(result).toMatchObject({ ended: 'unknown', undone: { outcome: 'undone' } });
    expect(world.told).toEqual(['hold', 'restore', 'reload', 'release']);
  });
});

describe('a command whose end nobody saw', () => {
  it('is waited for, as long as it holds the host, before what it did is judged', async () => {
    const world = worldOf({ locks: [locked] });
    const applied = toJson({ ended: 'unknown', detail: '', verification: null, undone: null } satisfies ChangeResult);
    const result = await carryOut(flowOf(world, { apply: applied }), { plan, digest: digestOf(plan) });
    expect(result).toMatchObject({ ended: 'unknown', verification: { outcome: 'verified' } });
    expect(world.told).toEqual(['hold', 'hold', 'release']);
  });
});
