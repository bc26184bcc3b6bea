import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { approvedToTheEnd, decisions, type EngineBench, ended, inPairs, onePending } from '../support/engine-bench.ts';
import { startEngineProcess } from '../support/engine-process.ts';
import {
  alice,
  bob,
  happenings,
  hostsOf,
  type Roll,
  rollFlow,
  rollOf,
  until,
  worldActions,
} from '../support/engine-world.ts';

const KILLS = 10; // spread over all readings of the clock in one roll; each costs a process start

/** How often the engine reads its clock for one whole roll. */
async function readingsOf(bench: EngineBench, roll: Roll): Promise<number> {
  let readings = 0;
  const home = mkdtempSync(join(bench.directory, 'counted-'));
  function clock(): number {
    readings += 1;
    return Date.now();
  }
  const engine = await bench.open({ clock, actions: worldActions(home) }, home);
  await engine.resume();
  await engine.start(rollFlow, 'r1', roll, alice);
  await approvedToTheEnd(engine, 'r1');
  await engine.close();
  return readings;
}

/** Real processes, really killed. */
export function survivesKills(bench: EngineBench): void {
  it('takes an approval after a kill while it waited', async () => {
    const child = startEngineProcess({
      engine: bench.name,
      directory: bench.directory,
      start: { id: 'r1', roll: rollOf(['web-01']) },
    });
    await until(() => hostsOf(bench.directory, 'shown')[0] !== undefined || undefined);
    await child.kill();

    const engine = await bench.open();
    const report = await engine.resume();
    await engine.decide((await onePending(engine)).id, 'approve', bob);
    await ended(engine, 'r1');

    expect(report.resumed.map((run) => run.id)).toEqual(['r1']);
    expect(hostsOf(bench.directory, 'looked')).toEqual(['web-01']);
    expect(hostsOf(bench.directory, 'applied')).toEqual(['web-01']);
  });

  it.each([
    ['before', ['begun web-01', 'applied web-01', 'begun web-02', 'begun web-02?', 'applied web-02?']],
    ['after', ['begun web-01', 'applied web-01', 'begun web-02', 'applied web-02', 'verified web-02?']],
  ] as const)(
    'tells an action killed %s its change that it may have run, and repeats nothing before it',
    async (when, changes) => {
      const child = startEngineProcess({
        engine: bench.name,
        directory: bench.directory,
        approve: true,
        hang: { host: 'web-02', when },
        start: { id: 'r1', roll: rollOf(['web-01', 'web-02']) },
      });
      const last = when === 'before' ? 'begun' : 'applied';
      await until(() => hostsOf(bench.directory, last).includes('web-02') || undefined);
      await child.kill();

      const engine = await bench.open();
      await engine.resume();
      await ended(engine, 'r1');

      const seen = happenings(bench.directory).filter(({ what }) => ['begun', 'applied', 'verified'].includes(what));
      expect(seen.map(({ what, host, uncertain }) => `${what} ${host}${uncertain ? '?' : ''}`)).toEqual(changes);
      expect(seen.at(-1)?.attempt).toBe(2);
      const resumed = (await engine.exportRun('r1'))?.events.find((event) => event.kind === 'run-resumed');
      expect(resumed?.body).toEqual({ uncertain: ['apply web-02'] });
      expect(hostsOf(bench.directory, 'looked')).toEqual(['web-01', 'web-02']);
    },
  );

  it('ends right wherever it is killed', async () => {
    const roll = rollOf(['web-01', 'web-02']);
    const readings = await readingsOf(bench, roll);
    const places = Array.from({ length: KILLS }, (_, index) => 1 + Math.floor((index * readings) / KILLS));

    const ends = await inPairs(places, async (place) => {
      const home = mkdtempSync(join(bench.directory, 'killed-'));
      const orders = { engine: bench.name, directory: home, approve: true, start: { id: 'r1', roll } };
      const signal = await startEngineProcess({ ...orders, dieAtReading: place }).gone();
      const engine = await bench.open({ actions: worldActions(home) }, home);
      await engine.resume();
      await engine.start(rollFlow, 'r1', roll, alice);
      const run = await approvedToTheEnd(engine, 'r1');
      const chain = await engine.verifyAudit();
      return { place, signal, run, home, decided: await decisions(engine, 'r1'), chain };
    });

    for (const { place, signal, run, home, decided, chain } of ends) {
      const applied = hostsOf(home, 'applied');
      const shown = new Set(hostsOf(home, 'shown'));
      expect({
        place,
        signal,
        status: run.status,
        applied,
        shown: shown.size,
        decided: decided.length,
        chain,
      }).toMatchObject({
        signal: 'SIGKILL',
        status: 'done',
        applied: ['web-01', 'web-02'],
        shown: 1,
        decided: 1,
        chain: { ok: true },
      });
    }
  });

  it.runIf(bench.oneProcess)('refuses a second process on the same store', async () => {
    const child = startEngineProcess({ engine: bench.name, directory: bench.directory });
    expect(await child.ready).toBe(true);

    const second = startEngineProcess({ engine: bench.name, directory: bench.directory });

    expect(await second.ready).toBe(false);
    expect(await second.gone()).not.toBe(0);
    expect(second.errors()).toContain('in-use');
    await expect(bench.open()).rejects.toThrow('in-use');
  });
}
