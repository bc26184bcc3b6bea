import { expect, it } from 'vitest';
import { z } from 'zod';
import { UnknownShape } from '../../src/model/stored.ts';
import { type EngineBench, ended } from '../support/engine-bench.ts';
import type { Damage } from '../support/engine-openers.ts';
import { alice, bob, hostsOf, rollFlow, rollOf, until } from '../support/engine-world.ts';

const note = { key: 'note', shape: z.string() } as const;

/** Two runs that wait for approval, of which one is damaged while no process lives. */
async function damaged(bench: EngineBench, what: Damage) {
  const first = await bench.open();
  await first.start(rollFlow, 'bad', rollOf(['web-01']), alice);
  await first.start(rollFlow, 'good', rollOf(['web-02']), alice);
  await first.remember('bad', note, 'a word');
  const pending = await until(async () => {
    const all = await first.pendingApprovals();
    return all.length === 2 && hostsOf(bench.directory, 'shown').length === 2 ? all : undefined;
  });
  await first.close();
  bench.damage('bad', what);
  const idOf = (run: string) => pending.find(({ runId }) => runId === run)?.id ?? '';
  return { bad: idOf('bad'), good: idOf('good') };
}

/** Rows that cannot be read: each is an answer, and nothing else stops because of it. */
export function outlivesDamage(bench: EngineBench): void {
  it.each<Damage>(['run', 'step', 'approval'])(
    'stops a run whose %s cannot be read, cancels what it asked for, and goes on with the others',
    async (what) => {
      const { bad, good } = await damaged(bench, what);

      const engine = await bench.open();
      const report = await engine.resume();
      if (what !== 'run') expect(await ended(engine, 'bad')).toMatchObject({ status: 'stopped' });
      await engine.decide(good, 'approve', bob);

      expect(await ended(engine, 'good')).toMatchObject({ status: 'done' });
      expect(report.unreadable.map(({ id }) => id)).toEqual(what === 'run' ? ['bad'] : []);
      expect(hostsOf(bench.directory, 'begun')).toEqual(['web-02']);
      expect(await engine.decide(bad, 'approve', bob)).toMatchObject({ outcome: 'lost', verdict: 'cancel' });
      expect(await engine.pendingApprovals()).toEqual([]);
      expect(await engine.verifyAudit()).toMatchObject({ ok: true });
    },
  );

  it('answers for a run that cannot be read with what it is, and leaves it out of lists', async () => {
    await damaged(bench, 'run');

    const engine = await bench.open();

    await expect(engine.run('bad')).rejects.toThrow(UnknownShape);
    await expect(engine.exportRun('bad')).rejects.toThrow('run bad in a shape this version does not know');
    expect((await engine.runs({})).map(({ id }) => id)).toEqual(['good']);
  });

  it('says of a value that cannot be read that it is not what was kept', async () => {
    await damaged(bench, 'reference');

    const engine = await bench.open();

    await expect(engine.recall('bad', note)).rejects.toThrow(UnknownShape);
  });
}
