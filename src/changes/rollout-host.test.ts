import { describe, expect, it } from 'vitest';
import { memoryFlow } from '../../test/support/memory-flow.ts';
import { toJson } from '../lib/json.ts';
import type { FlowContext } from '../model/engine-port.ts';
import type { Plan } from '../model/plan.ts';
import type { HookEnd, PoolMember, RolloutPlan } from '../model/rollout.ts';
import { digestOf } from './digest.ts';
import { doHost } from './rollout-host.ts';
import { type MemberArgs, rolloutSteps } from './rollout-steps.ts';

const plan: Plan = {
  verb: 'reload',
  host: 'web-01',
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

function member(balancer: string): PoolMember {
  const call = { kind: 'http', method: 'POST', url: 'http://192.0.2.1/', expect: [200], seconds: 1 } as const;
  return { balancer, shut: call, open: call, sign: null, drainSeconds: 0 };
}

function rolloutOver(members: readonly PoolMember[]): RolloutPlan {
  return {
    verb: 'reload',
    group: 'web',
    host: 'group:web',
    options: {},
    tier: 'reversible',
    breakGlass: null,
    hosts: [{ host: plan.host, plan, digest: digestOf(plan), doors: members }],
    batches: [[plan.host]],
    floor: 0,
    settleSeconds: 0,
  };
}

/** A flow in memory whose balancers answer as told; `turned` keeps which were turned how. */
function flowOf(turned: string[], turn: (args: MemberArgs) => HookEnd): FlowContext {
  return memoryFlow(async (_name, action, args) => {
    if (action !== rolloutSteps.turn.name) return '';
    const asked = rolloutSteps.turn.args.parse(args);
    turned.push(`${asked.to} ${asked.door.balancer}`);
    return toJson(turn(asked));
  });
}

describe('a host that cannot be taken out of rotation at every balancer', () => {
  const rollout = rolloutOver([member('first'), member('second'), member('third')]);

  it('leaves out what others took out, and puts back only what it took out itself', async () => {
    const turned: string[] = [];
    const end = await doHost(
      flowOf(turned, ({ door: { balancer }, to }) =>
        to === 'shut' && balancer === 'second'
          ? { ok: false, called: false, detail: 'second has it out of rotation already' }
          : { ok: true, detail: '' },
      ),
      rollout,
      plan.host,
    );
    expect(turned).toEqual(['shut first', 'shut second', 'open first']);
    expect(end).toMatchObject({ ended: 'untouched', door: 'open' });
  });

  it('puts it back nowhere when the first balancer had it out already', async () => {
    const turned: string[] = [];
    const end = await doHost(
      flowOf(turned, () => ({ ok: false, called: false, detail: 'first has it out of rotation already' })),
      rollout,
      plan.host,
    );
    expect(turned).toEqual(['shut first']);
    expect(end).toMatchObject({ ended: 'untouched', door: 'unknown' });
  });

  it('puts it back where the call failed, for it may have had its effect', async () => {
    const turned: string[] = [];
    await doHost(
      flowOf(turned, ({ to }) => (to === 'shut' ? { ok: false, detail: 'no answer' } : { ok: true, detail: '' })),
      rollout,
      plan.host,
    );
    expect(turned).toEqual(['shut first', 'open first']);
  });
});
