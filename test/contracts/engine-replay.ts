import { expect, it } from 'vitest';
import { z } from 'zod';
import { toJson } from '../../src/lib/json.ts';
import { declareAction, defineFlow, implement } from '../../src/model/define-flow.ts';
import type { FlowContext } from '../../src/model/engine-port.ts';
import { AnyJson } from '../../src/model/stored.ts';
import { type EngineBench, ended, gated, oneHost, onePending } from '../support/engine-bench.ts';
import { alice, bob, HOUR, hostsOf, rollFlow, rollOf, until, world, worldActions } from '../support/engine-world.ts';

const unheard = declareAction({ name: 'no-such-action', effect: 'read', args: z.null(), result: z.null() });

/** The same look with another result than the one on record. */
const wider = declareAction({ ...world.look, result: z.object({ seen: z.number() }) });

/** Flows: replayed exactly or not at all, one change at a time per host. */
export function replaysFlows(bench: EngineBench): void {
  it('lets one change at a time onto a host, first come first served, and says whose turn it is', async () => {
    const gates = new Map<string, () => void>();
    const order: string[] = [];
    const engine = await bench.open({ flows: [oneHost], actions: [gated(gates, order)] });

    for (const id of ['r1', 'r2', 'r3']) await engine.start(oneHost, id, { host: 'web-01' }, alice);
    await engine.start(oneHost, 'r4', { host: 'web-02' }, alice);
    await until(() => (order.length === 2 ? true : undefined));

    expect(order).toEqual(['r1', 'r4']);
    expect(await engine.holder('web-01')).toMatchObject({ runId: 'r1', step: 'change' });
    for (const id of ['r1', 'r2', 'r3', 'r4']) (await until(() => gates.get(id)))();
    await Promise.all(['r1', 'r2', 'r3', 'r4'].map((id) => ended(engine, id)));
    expect(order).toEqual(['r1', 'r4', 'r2', 'r3']);
    expect(await engine.holder('web-01')).toBeUndefined();
  });

  it('keeps the order before a host over a restart', async () => {
    const order: string[] = [];
    const first = await bench.open({ flows: [oneHost], actions: [gated(new Map(), order)] });
    for (const id of ['r1', 'r2', 'r3']) await first.start(oneHost, id, { host: 'web-01' }, alice);
    await until(() => order[0]);
    await first.close();

    const gates = new Map<string, () => void>();
    const second = await bench.open({ flows: [oneHost], actions: [gated(gates, order)] });
    await second.start(oneHost, 'r0', { host: 'web-01' }, alice);
    await second.resume();
    for (const id of ['r1', 'r2', 'r3', 'r0']) (await until(() => gates.get(id)))();
    await ended(second, 'r0');

    expect(order).toEqual(['r1', 'r1?', 'r2', 'r3', 'r0']);
  });

  it('stops an open run of another flow version, cancels what it asked for and frees its hosts', async () => {
    const first = await bench.open();
    await first.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    const { id } = await onePending(first);
    await first.close();

    const second = await bench.open({ flows: [{ ...rollFlow, version: '2' }] });
    const report = await second.resume();

    expect(report).toMatchObject({ resumed: [], stopped: [{ id: 'r1', status: 'stopped' }] });
    expect(await second.run('r1')).toMatchObject({
      status: 'stopped',
      result: { reason: expect.stringContaining('version 2') },
    });
    expect(await second.decide(id, 'approve', bob)).toMatchObject({ outcome: 'lost', verdict: 'cancel' });
    expect(hostsOf(bench.directory, 'begun')).toEqual([]);
  });

  it('goes on with an open run of an older version that its flow continues', async () => {
    const first = await bench.open();
    await first.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    const { id } = await onePending(first);
    await first.close();

    const second = await bench.open({ flows: [{ ...rollFlow, version: '2', continues: ['1'] }] });
    const report = await second.resume();

    expect(report).toMatchObject({ resumed: [{ id: 'r1', version: '1' }], stopped: [] });
    expect(await second.decide(id, 'approve', bob)).toMatchObject({ outcome: 'won' });
    expect(await ended(second, 'r1')).toMatchObject({ status: 'done' });
    expect(hostsOf(bench.directory, 'applied')).toEqual(['web-01']);
  });

  it('stops an open run whose input does not fit its flow any more', async () => {
    const first = await bench.open();
    await first.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    await onePending(first);
    await first.close();

    const second = await bench.open({ flows: [{ ...rollFlow, input: z.object({ group: z.string() }) }] });
    const report = await second.resume();

    expect(report).toMatchObject({ resumed: [], stopped: [{ id: 'r1', status: 'stopped' }] });
    expect((await second.run('r1'))?.result).toEqual({
      reason: expect.stringContaining('a shape this version does not know'),
    });
    expect(await second.pendingApprovals()).toEqual([]);
  });

  it('does not open with a flow that names an action nobody registered, and says which', async () => {
    const actions = worldActions(bench.directory).filter(({ type }) => type !== world.apply);

    await expect(bench.open({ actions })).rejects.toThrow('the flow roll names the action apply');
  });

  it.each<[string, (flow: FlowContext) => Promise<unknown>]>([
    ['asks for something else under an old name', (flow) => flow.step('look web-01', world.look, { host: 'web-02' })],
    [
      'changed the plan behind an approval',
      (flow) => flow.approval('go', { ttlMs: HOUR, digest: 'another', announce: world.show, card: { hosts: [] } }),
    ],
    [
      'names two steps alike',
      async (flow) => {
        await flow.step('again', world.look, { host: 'web-01' });
        await flow.step('again', world.look, { host: 'web-01' });
      },
    ],
    ['names an action nobody registered', (flow) => flow.step('odd', unheard, null)],
    ['does not know the recorded result of a step', (flow) => flow.step('look web-01', wider, { host: 'web-01' })],
  ])('stops a run whose flow %s', async (_, changed) => {
    const first = await bench.open();
    await first.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    await onePending(first);
    await first.close();

    const told: string[] = [];
    const second = await bench.open({
      flows: [{ ...rollFlow, run: async (flow) => toJson(await changed(flow)) }],
      onStopped: ({ id, status }) => told.push(`${id} ${status}`),
    });
    await second.resume();

    expect(await ended(second, 'r1')).toMatchObject({ status: 'stopped' });
    expect(await second.pendingApprovals()).toEqual([]);
    expect(told).toEqual(['r1 stopped']);
  });

  it('hands a throwing action to the flow as a value, once and for all', async () => {
    let calls = 0;
    const unlucky = declareAction({ name: 'throw', effect: 'write', args: z.null(), result: z.null() });
    const throwing = implement(unlucky, async () => {
      calls += 1;
      throw new Error('sshd said no');
    });
    const flow = defineFlow({
      name: 'unlucky',
      version: '1',
      actions: [unlucky, world.show],
      input: z.null(),
      result: AnyJson,
      async run(context) {
        const outcome = await context.step('try', unlucky, null);
        await context.approval('go', { ttlMs: HOUR, digest: 'd', announce: world.show, card: { hosts: [] } });
        return outcome;
      },
    });
    const actions = [throwing, ...worldActions(bench.directory)];
    const first = await bench.open({ flows: [flow], actions });
    await first.start(flow, 'r1', null, alice);
    await onePending(first);
    await first.close();
    const second = await bench.open({ flows: [flow], actions });
    await second.resume();
    await second.decide((await onePending(second)).id, 'approve', bob);

    expect((await ended(second, 'r1')).result).toEqual({ ok: false, failure: 'threw', reason: 'sshd said no' });
    expect(calls).toBe(1);
  });

  it('marks a run whose flow throws as failed and cancels what it asked for', async () => {
    const flow = defineFlow({
      name: 'broken',
      version: '1',
      actions: [world.look, world.show],
      input: z.null(),
      result: z.null(),
      async run(context) {
        void context.approval('go', { ttlMs: HOUR, digest: 'd', announce: world.show, card: { hosts: [] } });
        await context.step('later', world.look, { host: 'web-01' });
        throw new Error('a bug');
      },
    });
    const engine = await bench.open({ flows: [flow] });
    await engine.start(flow, 'r1', null, alice);

    expect(await ended(engine, 'r1')).toMatchObject({ status: 'failed', result: { reason: 'a bug' } });
    expect(await engine.pendingApprovals()).toEqual([]);
  });

  it('begins nothing after it is closed, and records what ends within the grace', async () => {
    const gates = new Map<string, () => void>();
    const order: string[] = [];
    const kit = { flows: [oneHost], actions: [gated(gates, order)], graceMs: 5_000 };
    const first = await bench.open(kit);
    await first.start(oneHost, 'r1', { host: 'web-01' }, alice);
    await first.start(oneHost, 'r2', { host: 'web-01' }, alice);
    const gate = await until(() => gates.get('r1'));

    const closing = first.close();
    gate();
    await closing;
    const second = await bench.open(kit);
    await second.resume();
    (await until(() => gates.get('r2')))();
    await ended(second, 'r2');

    expect(order).toEqual(['r1', 'r2']);
    await expect(first.start(oneHost, 'r3', { host: 'web-01' }, alice)).rejects.toThrow('closed');
  });
}
