import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancerCommands, balancerInstallScript, balancerSudoers } from '../../host/kit/balancer-kit.ts';
import { defined } from '../../lib/defined.ts';
import type { Look } from '../../model/change-runbook.ts';
import { collected, type Outcome, unavailable } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { BalancerSettings } from '../../model/rollout.ts';
import { unit } from '../../probes/service/probe.ts';
import { survey } from '../../probes/survey/probe.ts';
import { request } from '../../probes/workers/probe.ts';
import { health } from './health.ts';
import { batchesOf, floorOf, floorProblem, settingsFor } from './order.ts';
import { type MemberPlan, planRollout } from './plan.ts';
import { membersOf } from './pool-members.ts';

const haproxy: BalancerSettings = {
  kind: 'haproxy',
  host: 'lb-01',
  socket: '/run/haproxy/admin.sock',
  backend: 'web',
  servers: { 'web-02': 'old-name' },
  out: 'drain',
  drainSeconds: 30,
};
const manager: BalancerSettings = {
  kind: 'balancer-manager',
  host: 'lb-02',
  url: 'http://127.0.0.1/balancer-manager',
  balancer: 'web',
  workers: { 'web-01': 'http://10.0.0.1' },
  out: 'disable',
  drainSeconds: 30,
};

describe('order', () => {
  it.each([
    [['a', 'b', 'c'], undefined, 1, [['a'], ['b'], ['c']]],
    [['a', 'b', 'c'], 'b', 1, [['b'], ['a'], ['c']]],
    [['a', 'b', 'c', 'd', 'e', 'f'], undefined, 2, [['a'], ['b', 'c'], ['d', 'e'], ['f']]],
    [['a', 'b', 'c'], 'gone', 9, [['a'], ['b', 'c']]],
    [[], undefined, 1, []],
  ])('%j with canary %s, %i at a time, goes %j', (members, canary, batch, wanted) => {
    expect(batchesOf(members, { batch, canary })).toEqual(wanted);
  });

  it('has every member exactly once, the canary alone, and no batch that is too large', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        (members, batch) => {
          const batches = batchesOf(members, { batch, canary: members.at(-1) });
          expect(batches.flat().toSorted()).toEqual(members.toSorted());
          expect(batches[0]).toEqual(members.slice(-1));
          expect(batches.slice(1).every(({ length }) => length >= 1 && length <= batch)).toBe(true);
        },
      ),
    );
  });

  it('is careful where the configuration says nothing', () => {
    expect(settingsFor('web', [])).toEqual({ group: 'web', batch: 1, settleSeconds: 10, balancers: [] });
  });
});

describe('the floor', () => {
  it.each([
    [undefined, 10, 2, 8],
    [undefined, 1, 1, 0],
    [3, 10, 1, 3],
    ['75%', 10, 1, 8],
    ['100%', 4, 1, 4],
    ['0%', 4, 1, 0],
  ] as const)('%s of %i hosts, %i at a time, is %i', (floor, members, batch, wanted) => {
    expect(floorOf(floor, members, batch)).toBe(wanted);
  });

  it('that leaves no room is a reason not to begin', () => {
    expect(floorProblem(3, 4, [['a'], ['b'], ['c'], ['d']])).toBeUndefined();
    expect(floorProblem(3, 4, [['a'], ['b', 'c'], ['d']])).toBe(
      'The floor of 3 healthy hosts cannot be kept: the group has 4, and up to 2 at a time would be under change.',
    );
  });
});

describe('members of a pool', () => {
  it('are exact calls of the helper, with the balancer’s own names', () => {
    const told = membersOf('web-02', [haproxy]);
    expect(told.known && told.members[0]).toMatchObject({
      shut: {
        on: 'lb-01',
        argv: ['/usr/local/sbin/oncall-balancer', 'haproxy-set', '/run/haproxy/admin.sock', 'web', 'old-name', 'drain'],
      },
      open: {
        argv: ['/usr/local/sbin/oncall-balancer', 'haproxy-set', '/run/haproxy/admin.sock', 'web', 'old-name', 'ready'],
      },
      sign: { kind: 'haproxy', pool: 'web', member: 'old-name' },
    });
  });

  it('are not guessed where the configuration does not say which worker a host is', () => {
    expect(membersOf('web-09', [manager])).toMatchObject({
      known: false,
      why: expect.stringContaining('which worker'),
    });
  });

  it('put the host in as a whole argument, path segment or query value only', () => {
    const own: BalancerSettings = {
      kind: 'command',
      host: 'lb-01',
      before: ['/usr/local/bin/drain', '--host', '{host}', 'x{host}'],
      seconds: 5,
    };
    const http: BalancerSettings = {
      kind: 'http',
      before: { method: 'POST', url: 'https://lb.example.com/v1/{host}/drain?name={host}&all=no', expect: [204] },
      seconds: 5,
      tokenFrom: 'LB_TOKEN',
    };
    const told = membersOf('web-01', [own, http]);
    expect(told.known && told.members.map(({ shut, open }) => [shut, open])).toEqual([
      [
        { kind: 'command', on: 'lb-01', argv: ['/usr/local/bin/drain', '--host', 'web-01', 'x{host}'], seconds: 5 },
        null,
      ],
      [
        {
          kind: 'http',
          method: 'POST',
          url: 'https://lb.example.com/v1/web-01/drain?name=web-01&all=no',
          expect: [204],
          seconds: 5,
          tokenFrom: 'LB_TOKEN',
        },
        null,
      ],
    ]);
  });

  it('are granted word for word on the balancer’s host, and nowhere else', () => {
    const commands = balancerCommands(
      'lb-01',
      ['web-01', 'web-02'],
      [haproxy, { ...manager, workers: { ...manager.workers, 'web-02': 'http://10.0.0.2' } }],
    );
    expect(commands).toHaveLength(5);
    expect(commands.every((argv) => argv[1]?.startsWith('haproxy-'))).toBe(true);
    const sudoers = balancerSudoers('oncall', commands);
    expect(sudoers).not.toMatch(/NOPASSWD:.*(?<!\\)\*/);
    expect(sudoers).toContain('NOPASSWD: /usr/local/sbin/oncall-balancer haproxy-show /run/haproxy/admin.sock web\n');
    expect(balancerInstallScript('oncall', commands)).toContain(sudoers.trimEnd());
  });
});

describe('a rollout', () => {
  const plan = (host: string, tier: Plan['tier'] = 'reversible'): MemberPlan => ({
    offered: true,
    part: {
      host,
      digest: '0'.repeat(64),
      doors: [],
      plan: {
        verb: 'reload',
        host,
        options: {},
        changeId: '0123456789abcdef',
        steps: [],
        diff: '',
        preconditions: [],
        tier,
        breakGlass: null,
        impact: '',
        undo: { words: '', steps: [] },
      },
    },
  });
  const settings = settingsFor('web', []);

  it('is as disruptive as its weightiest host, in the order of its batches', () => {
    const members = [plan('a'), plan('b', 'disruptive'), plan('c')];
    const planned = planRollout({ verb: 'reload', options: {}, settings: { ...settings, canary: 'c' }, members });
    expect(
      planned.offered && [planned.plan.tier, planned.plan.host, planned.plan.hosts.map(({ host }) => host)],
    ).toEqual(['disruptive', 'group:web', ['c', 'a', 'b']]);
  });

  it('is not offered while one host cannot be done', () => {
    const members: MemberPlan[] = [
      plan('a'),
      { offered: false, host: 'b', reasons: [{ why: 'It is sick.', evidence: [] }] },
    ];
    expect(planRollout({ verb: 'reload', options: {}, settings, members })).toMatchObject({
      offered: false,
      problem: '1 of 2 hosts cannot be done now.',
      refused: [{ host: 'b' }],
    });
  });
});

describe('the light look', () => {
  const answer = (http: number | undefined, exit = 0) => ({
    url: 'http://127.0.0.1:80/',
    port: 80,
    connected: exit !== 7,
    answered: http !== undefined,
    ...defined({ http }),
    exit,
    line: '',
  });
  const root = { pid: 7, role: 'parent', children: 3, unit: 'apache2.service', cgroup: '' };
  const running = {
    roots: [root],
    processes: [{ pid: 7, uid: 0, state: 'S', startTicks: 1, ageSeconds: 9 }],
  };
  function look(facts: { survey?: unknown; active?: string; answers?: readonly unknown[] }): Look {
    const outcome = (source: { id: string }): Outcome<unknown> => {
      if (source.id === survey.id && facts.survey !== undefined) return collected(facts.survey);
      if (source.id === unit.id && facts.active !== undefined) return collected({ active: facts.active });
      if (source.id === request.id && facts.answers !== undefined) return collected({ answers: facts.answers });
      return unavailable('not-permitted', 'not seen');
    };
    return { host: 'web-01', reach: { reached: true, complete: true, detail: '' }, context: {}, outcomes: outcome };
  }

  it.each([
    ['it runs and answers', { survey: running, active: 'active', answers: [answer(200)] }, true],
    ['the unit cannot be seen, the rest can', { survey: running, answers: [answer(404)] }, true],
    [
      'a port that speaks no TLS does not count',
      { survey: running, answers: [answer(200), answer(undefined, 35)] },
      true,
    ],
    ['only such a port', { survey: running, answers: [answer(undefined, 35)] }, false],
    ['no parent', { survey: { roots: [], processes: [] }, answers: [answer(200)] }, false],
    ['the process table could not be read', { answers: [answer(200)] }, false],
    ['the unit failed', { survey: running, active: 'failed', answers: [answer(200)] }, false],
    ['it answers 503', { survey: running, active: 'active', answers: [answer(503)] }, false],
    ['one port hangs', { survey: running, answers: [answer(200), answer(undefined, 28)] }, false],
    ['no request could be made', { survey: running, active: 'active' }, false],
    ['no port', { survey: running, active: 'active', answers: [] }, false],
  ])('%s: healthy %s', (_why, facts, healthy) => {
    expect(health.judge(look(facts)).healthy).toBe(healthy);
  });
});
