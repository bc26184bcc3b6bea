import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { announcementOf, declareAction, defineFlow, implement } from '../model/define-flow.ts';
import type { Actor, Engine } from '../model/engine-port.ts';
import { AnyJson } from '../model/stored.ts';
import { nodeTooOld } from './database.ts';
import { openSqliteRecord } from './sqlite-engine.ts';

const somebody: Actor = { surface: 'terminal', id: 'root' };

describe('nodeTooOld', () => {
  it.each([
    ['24.15.0', false],
    ['24.21.0', false],
    ['25.0.0', false],
    ['26.10.0', false],
    ['24.14.9', true],
    ['22.20.0', true],
    ['20.20.2', true],
  ])('takes Node %s as too old: %s', (version, tooOld) => {
    expect(nodeTooOld(version) !== undefined).toBe(tooOld);
  });
});

describe('openSqliteRecord', () => {
  let directory = '';
  let path = '';
  let performed = 0;
  const faults: unknown[] = [];
  const opened: Engine[] = [];

  const count = declareAction({ name: 'count', effect: 'write', args: z.null(), result: z.number() });
  const counting = defineFlow({
    name: 'counting',
    version: '1',
    actions: [count],
    input: z.null(),
    result: AnyJson,
    run: (flow) => flow.step('once', count, null),
  });
  const show = declareAction({ name: 'show', effect: 'write', args: announcementOf(z.null()), result: z.null() });
  const asking = defineFlow({
    name: 'asking',
    version: '1',
    actions: [show],
    input: z.null(),
    result: z.string(),
    run: async (flow) =>
      (await flow.approval('go', { ttlMs: 60_000, digest: 'd', announce: show, card: null })).verdict,
  });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'record-'));
    path = join(directory, 'state', 'record.db');
    performed = 0;
    faults.length = 0;
  });

  afterEach(async () => {
    for (const engine of opened.splice(0)) await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  function tryOpen(file = path) {
    const result = openSqliteRecord({ path: file });
    if (!result.ok) return result;
    const engine = result.record.runFlows({
      flows: [counting, asking],
      actions: [
        implement(count, async () => {
          performed += 1;
          return performed;
        }),
        implement(show, async () => null),
      ],
      onFault: (error) => {
        faults.push(error);
      },
      onStopped: () => undefined,
    });
    return { ok: true, engine: { ...engine, backup: (to: string) => result.record.backup(to) } } as const;
  }

  function open(file = path) {
    const result = tryOpen(file);
    if (!result.ok) throw new Error(result.detail);
    opened.push(result.engine);
    return result.engine;
  }

  function raw(sql: string, file = path): void {
    const database = new DatabaseSync(file);
    try {
      database.exec(sql);
    } finally {
      database.close();
    }
  }

  it('keeps its directory and files from everybody else', async () => {
    const engine = open();
    await engine.audit('one', somebody, null);

    expect(statSync(join(directory, 'state')).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  });

  it('takes away the rights others had on an existing file', async () => {
    await open().close();
    chmodSync(path, 0o644);

    open();

    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses a second opening, and leaves the first one working', async () => {
    const engine = open();

    const second = tryOpen();

    expect(second).toMatchObject({ ok: false, reason: 'in-use', detail: expect.stringContaining(path) });
    await engine.audit('still here', somebody, null);
    expect(tryOpen()).toMatchObject({ ok: false, reason: 'in-use' });
  });

  it('refuses a file of a newer version and leaves it alone', async () => {
    await open().close();
    raw('PRAGMA user_version = 99');
    const before = readFileSync(path);

    expect(tryOpen()).toMatchObject({ ok: false, reason: 'newer-schema' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses a file that is not a database', () => {
    open(join(directory, 'other', 'record.db'));
    const file = join(directory, 'text.db');
    writeFileSync(file, 'this is not a database, but it is long enough to be looked at as one: '.repeat(20));

    expect(tryOpen(file)).toMatchObject({ ok: false, reason: 'unreadable', detail: expect.stringContaining(file) });
  });

  it('refuses a place it may not write', () => {
    expect(tryOpen('/proc/record.db')).toMatchObject({ ok: false, reason: 'unreadable' });
  });

  it('begins nothing it cannot record, says so once, and goes on after the next start', async () => {
    await open().close();
    raw("CREATE TRIGGER full BEFORE INSERT ON steps BEGIN SELECT raise(ABORT, 'disk full'); END");
    const engine = open();

    await engine.start(counting, 'r1', null, somebody);
    await expect.poll(() => faults).toHaveLength(1);

    expect(faults).toMatchObject([{ message: 'disk full' }]);
    expect(performed).toBe(0);
    await expect(engine.decide('any', 'approve', somebody)).rejects.toThrow('can no longer be written');
    await engine.close();
    raw('DROP TRIGGER full');
    const next = open();
    await next.resume();
    await expect.poll(async () => (await next.run('r1'))?.status).toBe('done');
    expect(performed).toBe(1);
  });

  it('does not decide when the audit row cannot be written', async () => {
    const first = open();
    await first.start(asking, 'r1', null, somebody);
    const id = (await first.pendingApprovals())[0]?.id ?? '';
    await first.close();
    raw(
      "CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.kind = 'approval-decided' BEGIN SELECT raise(ABORT, 'disk full'); END",
    );

    const second = open();
    await second.resume();

    await expect(second.decide(id, 'approve', somebody)).rejects.toThrow('disk full');
    expect(await second.approval(id)).toMatchObject({ decision: null });
    expect((await second.run('r1'))?.status).toBe('open');
  });

  it('copies the record while it is in use', async () => {
    const engine = open();
    for (const kind of ['one', 'two', 'three']) await engine.audit(kind, somebody, null);
    const copy = join(directory, 'copy.db');

    await engine.backup(copy);
    await engine.audit('four', somebody, null);

    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(await open(copy).verifyAudit()).toMatchObject({ ok: true, rows: 3 });
    expect(await engine.verifyAudit()).toMatchObject({ ok: true, rows: 4 });
    await expect(engine.backup(copy)).rejects.toThrow('EEXIST');
  });

  describe('audit chain', () => {
    let threeRows = Buffer.alloc(0);

    beforeAll(async () => {
      const home = mkdtempSync(join(tmpdir(), 'record-'));
      const result = tryOpen(join(home, 'record.db'));
      if (!result.ok) throw new Error(result.detail);
      for (const kind of ['one', 'two', 'three']) await result.engine.audit(kind, somebody, { kind });
      await result.engine.close();
      threeRows = readFileSync(join(home, 'record.db'));
      rmSync(home, { recursive: true });
    });

    beforeEach(() => {
      path = join(directory, 'record.db');
      writeFileSync(path, threeRows);
    });

    it('is whole when nobody touched it, and contains every head it had', async () => {
      const engine = open();
      const first = await engine.verifyAudit();
      await engine.audit('four', somebody, null);

      expect(first).toMatchObject({ ok: true, rows: 3 });
      expect(await engine.verifyAudit(first.ok ? first.head : '')).toMatchObject({ ok: true, rows: 4 });
      expect(await engine.verifyAudit('f'.repeat(64))).toMatchObject({ ok: false });
    });

    it.each([
      ['UPDATE audit SET body = 0 WHERE seq = 1'],
      ['DELETE FROM audit'],
      ["INSERT OR REPLACE INTO audit VALUES (1, 1, 'k', NULL, '{}', '{}', 'p', 'h')"],
      ["INSERT INTO audit VALUES (0, 1, 'k', NULL, '{}', '{}', 'p', 'h')"],
    ])('refuses %s', async (sql) => {
      expect(() => raw(sql)).toThrow('append-only');
      expect(await open().verifyAudit()).toMatchObject({ ok: true, rows: 3 });
    });

    it.each([
      ['a changed body', `UPDATE audit SET body = '{"kind":"other"}' WHERE seq = 2`, 2],
      ['a changed person', `UPDATE audit SET who = '{"surface":"slack","id":"U1"}' WHERE seq = 1`, 1],
      ['a changed time', 'UPDATE audit SET at = at + 1 WHERE seq = 3', 3],
      ['an unreadable row', "UPDATE audit SET body = '{' WHERE seq = 2", 2],
      ['a missing row', 'DELETE FROM audit WHERE seq = 2', 2],
      ['a missing end', 'DELETE FROM audit WHERE seq = 3', 3],
      ['a missing beginning', 'DELETE FROM audit WHERE seq = 1', 1],
      ['swapped rows', 'UPDATE audit SET seq = 4 - seq WHERE seq <> 2', 1],
    ])('shows %s, made with the triggers gone', async (_, sql, seq) => {
      raw(`DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; ${swappable(sql)}`);

      expect(await open().verifyAudit()).toMatchObject({ ok: false, seq });
    });
  });
});

/** SQLite checks the primary key row by row, so a swap goes over free numbers. */
function swappable(sql: string): string {
  if (!sql.includes('4 - seq')) return sql;
  return 'UPDATE audit SET seq = seq + 100 WHERE seq <> 2; UPDATE audit SET seq = 104 - seq WHERE seq > 100;';
}
