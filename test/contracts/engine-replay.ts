import { expect, it } from 'vitest';
import type { Action, Flow } from '../../src/model/engine-port.ts';
import { type EngineBench, ended, gated, oneHost, onePending } from '../support/engine-bench.ts';
import { alice, bob, HOUR, hostsOf, rollFlow, rollOf, until } from '../support/engine-world.ts';

/** Flows: replayed exactly or not at all, one change at a time per host. */
export function replaysFlows(bench: EngineBench): void {
  it('lets one change at a time onto a host, first come first served, and says whose turn it is', async () => {
    const gates = new Map<string, () => void>();
    const order: string[] = [];
    const engine = await bench.open({ flows: [oneHost], actions: [gated(gates, order)] });

    for (const id of ['r1', 'r2', 'r3']) await engine.start('one-host', id, { host: 'web-01' }, alice);
    await engine.start('one-host', 'r4', { host: 'web-02' }, alice);
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
    for (const id of ['r1', 'r2', 'r3']) await first.start('one-host', id, { host: 'web-01' }, alice);
    await until(() => order[0]);
    await first.close();

    const gates = new Map<string, () => void>();
    const second = await bench.open({ flows: [oneHost], actions: [gated(gates, order)] });
    await second.start('one-host', 'r0', { host: 'web-01' }, alice);
    await second.resume();
    for (const id of ['r1', 'r2', 'r3', 'r0']) (await until(() => gates.get(id)))();
    await ended(second, 'r0');

    expect(order).toEqual(['r1', 'r1?', 'r2', 'r3', 'r0']);
  });

  it('stops an open run of another flow version, cancels what it asked for and frees its hosts', async () => {
    const first = await bench.open();
    await first.start('roll', 'r1', rollOf(['web-01']), alice);
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

  it.each<[string, Flow['run']]>([
    [
      'asks for something else under an old name',
      async (flow) => (await flow.step('look web-01', 'look', { host: 'web-02' })).ok,
    ],
    [
      'changed the plan behind an approval',
      async (flow) => (await flow.approval('go', { ttlMs: HOUR, digest: 'another', card: {} })).at,
    ],
    ['names two steps alike', async (flow) => [(await flow.now('again')) + (await flow.now('again'))]],
    ['names an action nobody registered', async (flow) => (await flow.step('odd', 'no-such-action', null)).ok],
  ])('stops a run whose flow %s', async (_, changed) => {
    const first = await bench.open();
    await first.start('roll', 'r1', rollOf(['web-01']), alice);
    await onePending(first);
    await first.close();

    const second = await bench.open({ flows: [{ ...rollFlow, run: changed }] });
    await second.resume();

    expect(await ended(second, 'r1')).toMatchObject({ status: 'stopped' });
    expect(await second.pendingApprovals()).toEqual([]);
  });

  it('hands a throwing action to the flow as a value, once and for all', async () => {
    let calls = 0;
    const throwing: Action = {
      name: 'throw',
      effect: 'write',
      onUncertain: 'rerun',
      async perform() {
        calls += 1;
        throw new Error('sshd said no');
      },
    };
    const flow: Flow = {
      name: 'unlucky',
      version: '1',
      async run(context) {
        const outcome = await context.step('try', 'throw', null);
        await context.approval('go', { ttlMs: HOUR, digest: 'd', card: null });
        return outcome;
      },
    };
    const first = await bench.open({ flows: [flow], actions: [throwing] });
    await first.start('unlucky', 'r1', null, alice);
    await onePending(first);
    await first.close();
    const second = await bench.open({ flows: [flow], actions: [throwing] });
    await second.resume();
    await second.decide((await onePending(second)).id, 'approve', bob);

    expect((await ended(second, 'r1')).result).toEqual({ ok: false, failure: 'threw', reason: 'sshd said no' });
    expect(calls).toBe(1);
  });

  it('marks a run whose flow throws as failed and cancels what it asked for', async () => {
    const flow: Flow = {
      name: 'broken',
      version: '1',
      async run(context) {
        void context.approval('go', { ttlMs: HOUR, digest: 'd', card: null });
        await context.now('later');
        throw new Error('a bug');
      },
    };
    const engine = await bench.open({ flows: [flow] });
    await engine.start('broken', 'r1', null, alice);

    expect(await ended(engine, 'r1')).toMatchObject({ status: 'failed', result: { reason: 'a bug' } });
    expect(await engine.pendingApprovals()).toEqual([]);
  });

  it('begins nothing after it is closed, and records what ends within the grace', async () => {
    const gates = new Map<string, () => void>();
    const order: string[] = [];
    const kit = { flows: [oneHost], actions: [gated(gates, order)], graceMs: 5_000 };
    const first = await bench.open(kit);
    await first.start('one-host', 'r1', { host: 'web-01' }, alice);
    await first.start('one-host', 'r2', { host: 'web-01' }, alice);
    const gate = await until(() => gates.get('r1'));

    const closing = first.close();
    gate();
    await closing;
    const second = await bench.open(kit);
    await second.resume();
    (await until(() => gates.get('r2')))();
    await ended(second, 'r2');

    expect(order).toEqual(['r1', 'r2']);
    await expect(first.start('one-host', 'r3', { host: 'web-01' }, alice)).rejects.toThrow('closed');
  });
}
