import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { implement } from '../../src/model/define-flow.ts';
import { auditKinds, decisions, type EngineBench, ended, onePending, winnerOf } from '../support/engine-bench.ts';
import { startEngineProcess } from '../support/engine-process.ts';
import {
  alice,
  bob,
  HOUR,
  hostsOf,
  RollResult,
  rollFlow,
  rollOf,
  until,
  world,
  worldActions,
} from '../support/engine-world.ts';

/** Approvals: one decision each, whoever clicks and whenever their time runs out. */
export function decidesOnce(bench: EngineBench): void {
  it('carries a run out once it is approved', async () => {
    const engine = await bench.open();

    await engine.start(rollFlow, 'r1', rollOf(['web-01', 'web-02']), alice);
    const pending = await onePending(engine);
    const click = await engine.decide(pending.id, 'approve', bob, { message: '17.1' });
    const run = await ended(engine, 'r1');

    expect(click).toMatchObject({ outcome: 'won', verdict: 'approve', by: bob, details: { message: '17.1' } });
    expect(run).toMatchObject({ status: 'done', who: alice });
    expect(RollResult.parse(run.result)).toMatchObject({ verdict: 'approve', by: bob });
    expect(hostsOf(bench.directory, 'applied')).toEqual(['web-01', 'web-02']);
  });

  it.each(['deny', 'cancel'] as const)('changes nothing after %s', async (verdict) => {
    const engine = await bench.open();

    await engine.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    await engine.decide((await onePending(engine)).id, verdict, bob);
    const run = await ended(engine, 'r1');

    expect(RollResult.parse(run.result)).toMatchObject({ verdict, applied: [] });
    expect(hostsOf(bench.directory, 'begun')).toEqual([]);
  });

  it('starts a redelivered request once, also after a restart', async () => {
    const first = await bench.open();
    const answers = [
      await first.start(rollFlow, 'r1', rollOf(['web-01']), alice),
      await first.start(rollFlow, 'r1', rollOf(['web-02']), bob),
    ];
    await onePending(first);
    await first.close();
    const second = await bench.open();
    answers.push(await second.start(rollFlow, 'r1', rollOf(['web-01']), alice));
    await second.resume();
    answers.push(await second.start(rollFlow, 'r1', rollOf(['web-01']), alice));

    expect(answers.map((answer) => answer.started)).toEqual([true, false, false, false]);
    expect(await second.runs({})).toHaveLength(1);
    expect(hostsOf(bench.directory, 'shown')).toHaveLength(1);
  });

  it('has one winner of four clicks by two people, and tells the others who won', async () => {
    const engine = await bench.open();
    await engine.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    const { id } = await onePending(engine);

    const clicks = await Promise.all([
      engine.decide(id, 'approve', alice),
      engine.decide(id, 'deny', bob),
      engine.decide(id, 'approve', alice),
      engine.decide(id, 'deny', bob),
    ]);
    await ended(engine, 'r1');

    expect(clicks.map((click) => click.outcome).sort()).toEqual(['lost', 'lost', 'lost', 'won']);
    expect(new Set(clicks.map(winnerOf)).size).toBe(1);
    expect(await decisions(engine, 'r1')).toHaveLength(1);
    expect((await auditKinds(engine, 'r1')).filter((kind) => kind === 'approval-too-late')).toHaveLength(3);
  });

  it('knows nothing of an approval that was never asked for', async () => {
    const engine = await bench.open();

    expect(await engine.decide('go-0000', 'approve', bob)).toEqual({ outcome: 'unknown' });
  });

  it('expires an approval whose time ran out while no process lived, and refuses a late click', async () => {
    const child = startEngineProcess({
      engine: bench.name,
      directory: bench.directory,
      start: { id: 'r1', roll: rollOf(['web-01']) },
    });
    await until(() => hostsOf(bench.directory, 'shown')[0] !== undefined || undefined);
    await child.kill();

    const engine = await bench.open({ clock: () => Date.now() + HOUR });
    const report = await engine.resume();
    const [approval] = report.expired;
    const run = await ended(engine, 'r1');

    expect(report.expired).toHaveLength(1);
    expect(approval?.decision).toMatchObject({ verdict: 'expire' });
    expect(await engine.decide(approval?.id ?? '', 'approve', bob)).toMatchObject({
      outcome: 'lost',
      verdict: 'expire',
    });
    expect(RollResult.parse(run.result)).toMatchObject({ verdict: 'expire', by: { surface: 'system' } });
    expect(hostsOf(bench.directory, 'begun')).toEqual([]);
  });

  it('expires an approval by its own timer, also one that was asked for before a restart', async () => {
    let now = 1_000_000;
    const clock = () => now;
    const first = await bench.open({ clock });
    await first.start(rollFlow, 'r1', rollOf(['web-01'], { ttlMs: 1_000 }), alice);
    await onePending(first);
    await first.close();

    const second = await bench.open({ clock });
    const report = await second.resume();
    now += 1_000;
    const run = await ended(second, 'r1');

    expect(report.expired).toEqual([]);
    expect(RollResult.parse(run.result).verdict).toBe('expire');
  });

  it('refuses a click after the time by the clock, even when no timer has fired', async () => {
    let now = 1_000_000;
    const engine = await bench.open({ clock: () => now });
    await engine.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    const { id, expiresAt } = await onePending(engine);
    now = expiresAt;

    expect(await engine.decide(id, 'approve', bob)).toMatchObject({
      outcome: 'lost',
      verdict: 'expire',
      at: expiresAt,
    });
    expect(RollResult.parse((await ended(engine, 'r1')).result).verdict).toBe('expire');
  });

  it('gives every approval one end when clicks race the expiry', async () => {
    const began = Date.now();
    let stands = true;
    let at = began;
    const clock = () => (stands ? began : began + Date.now() - at);
    const engine = await bench.open({ clock });
    const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);
    for (const id of ids) await engine.start(rollFlow, id, rollOf([], { ttlMs: 1_000 }), alice);
    const asked = await until(async () => {
      const approvals = await engine.pendingApprovals();
      return approvals.length === ids.length ? approvals : undefined;
    });
    at = Date.now();
    stands = false;

    const clicks = await Promise.all(
      asked.map(async ({ id, runId, expiresAt }, index) => {
        await sleep(Math.max(0, expiresAt - clock() - 10 + index));
        return { runId, click: await engine.decide(id, 'approve', bob) };
      }),
    );

    for (const { runId, click } of clicks) {
      const { verdict } = RollResult.parse((await ended(engine, runId)).result);
      expect(winnerOf(click)).toBe(click.outcome === 'won' ? 'approve by U0BOB' : 'expire by engine');
      expect(verdict).toBe(click.outcome === 'won' ? 'approve' : 'expire');
      expect(await decisions(engine, runId)).toHaveLength(1);
    }
  });

  it('cancels an approval that could not be shown', async () => {
    const deaf = implement(world.show, () => Promise.reject(new Error('channel_not_found')));
    const others = worldActions(bench.directory).filter(({ type }) => type !== world.show);
    const engine = await bench.open({ actions: [...others, deaf] });

    await engine.start(rollFlow, 'r1', rollOf(['web-01']), alice);

    expect(RollResult.parse((await ended(engine, 'r1')).result)).toMatchObject({
      verdict: 'cancel',
      by: { surface: 'system' },
    });
  });

  it('has the decision in the audit chain before the first change', async () => {
    const engine = await bench.open();
    await engine.start(rollFlow, 'r1', rollOf(['web-01']), alice);
    await engine.decide((await onePending(engine)).id, 'approve', bob);
    await ended(engine, 'r1');

    const rows = (await engine.exportRun('r1'))?.audit ?? [];
    const decided = rows.find((row) => row.kind === 'approval-decided');
    const begun = rows.find((row) => row.kind === 'step-begun' && JSON.stringify(row.body).includes('apply web-01'));

    expect(decided).toMatchObject({ who: bob, body: { digest: 'digest of web-01' } });
    expect(decided?.seq).toBeLessThan(begun?.seq ?? 0);
    expect(await engine.verifyAudit()).toMatchObject({ ok: true });
  });
}
