import { expect, it } from 'vitest';
import { z } from 'zod';
import { UnknownShape } from '../../src/model/stored.ts';
import { type EngineBench, ended, onePending } from '../support/engine-bench.ts';
import { alice, bob, rollFlow, rollOf } from '../support/engine-world.ts';

const place = { key: 'progress', shape: z.object({ channel: z.string(), ts: z.string() }) } as const;

/** What is read back: logged runs, redelivered payloads, exports. */
export function keepsTheLog(bench: EngineBench): void {
  it('keeps the log of read-only runs and marks those a restart interrupted', async () => {
    const first = await bench.open();
    await first.open('diagnose', 'd1', { host: 'web-01' }, alice);
    await first.open('diagnose', 'd2', { host: 'web-02' }, alice);
    const again = await first.open('diagnose', 'd2', { host: 'web-02' }, alice);
    await first.append('d1', 'section', { id: 'uptime' });
    await first.remember('d1', place, { channel: 'C1', ts: '1.0' });
    await first.remember('d1', place, { channel: 'C1', ts: '2.0' });
    await first.finish('d1', 'done', { findings: 0 });
    await first.close();

    const second = await bench.open();
    await second.open('diagnose', 'd3', null, alice);
    const report = await second.resume();

    expect(again).toEqual({ started: false });
    expect(report.interrupted.map((run) => run.id)).toEqual(['d2']);
    expect((await second.exportRun('d1'))?.events.map((event) => event.kind)).toEqual([
      'run-started',
      'section',
      'run-ended',
    ]);
    expect(await second.recall('d1', place)).toEqual({ channel: 'C1', ts: '2.0' });
    expect(await second.recall('d1', { ...place, key: 'card' })).toBeUndefined();
    await expect(second.recall('d1', { ...place, shape: z.string() })).rejects.toThrow(UnknownShape);
    const statuses = (await second.runs({ flow: 'diagnose' })).map((run) => `${run.id} ${run.status}`);
    expect(statuses).toEqual(['d3 open', 'd2 interrupted', 'd1 done']);
  });

  it('knows a redelivered payload for as long as it was told to', async () => {
    let now = 1_000_000;
    const first = await bench.open({ clock: () => now });
    const answers = [await first.seen('envelope-1', 60_000), await first.seen('envelope-1', 60_000)];
    await first.close();
    const second = await bench.open({ clock: () => now });
    answers.push(await second.seen('envelope-1', 60_000), await second.seen('envelope-2', 60_000));
    now += 60_000;
    answers.push(await second.seen('envelope-1', 60_000));

    expect(answers).toEqual([true, false, false, true, true]);
  });

  it('exports a run whole and in order', async () => {
    const engine = await bench.open();
    await engine.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    await engine.decide((await onePending(engine)).id, 'approve', bob);
    await ended(engine, 'r1');
    await engine.audit('click-refused', bob, { why: 'a guest' }, 'r1');

    const record = await engine.exportRun('r1');

    expect(record?.steps.map((step) => step.name)).toEqual(['look web-01', 'go.announce', 'apply web-01', 'report']);
    expect(record?.approvals).toMatchObject([{ name: 'go', decision: { verdict: 'approve', by: bob } }]);
    expect(record?.events.map((event) => event.kind)).toEqual(
      ['run-started', 'step-ended', 'approval-requested', 'step-begun', 'step-ended', 'approval-decided'].concat([
        'step-begun',
        'step-ended',
        'step-begun',
        'step-ended',
        'run-ended',
      ]),
    );
    expect(record?.audit.map((row) => row.kind)).toContain('click-refused');
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    expect(await engine.exportRun('r2')).toBeUndefined();
  });
}
