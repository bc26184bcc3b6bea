import { canonicalJson } from '../lib/canonical-json.ts';
import type { Json } from '../lib/json.ts';
import type { Actor, RunEvent, RunFilter, RunStatus, RunSummary } from '../model/engine-port.ts';
import { appendAudit } from './audit.ts';
import type { Store } from './database.ts';
import { readEach, readEvent, readReference, readRun } from './rows.ts';

/** A run about to be recorded. */
export interface NewRun {
  readonly id: string;
  readonly kind: 'flow' | 'log';
  readonly flow: string;
  readonly version: string;
  readonly input: Json;
  readonly who: Actor;
}

const RUNS_LISTED = 100; // enough for a page of history; callers name their own limit for more

/** Records a run once: false when the id is known already. */
export function insertRun(store: Store, run: NewRun): boolean {
  return store.transact(() => {
    const fresh = store.run(
      `INSERT INTO runs (id, kind, flow, version, input, who, status, result, started_at)
       VALUES (?, ?, ?, ?, ?, ?, 'open', 'null', ?) ON CONFLICT (id) DO NOTHING`,
      run.id,
      run.kind,
      run.flow,
      run.version,
      canonicalJson(run.input),
      canonicalJson(run.who),
      store.now(),
    );
    if (fresh === 0) return false;
    const body = { kind: run.kind, flow: run.flow, version: run.version, input: run.input };
    insertEvent(store, run.id, 'run-started', { ...body, who: run.who });
    appendAudit(store, 'run-started', run.who, body, run.id);
    return true;
  });
}

/** Ends an open run, inside the caller's transaction; false when it had ended before. */
export function closeRun(store: Store, runId: string, status: RunStatus, result: Json, who: Actor): boolean {
  const changed = store.run(
    "UPDATE runs SET status = ?, result = ?, ended_at = ? WHERE id = ? AND status = 'open'",
    status,
    canonicalJson(result),
    store.now(),
    runId,
  );
  if (changed === 0) return false;
  insertEvent(store, runId, 'run-ended', { status, result });
  appendAudit(store, 'run-ended', who, { status, result }, runId);
  return true;
}

/** Adds a line to a run's timeline; throws on a run that is not recorded. */
export function insertEvent(store: Store, runId: string, kind: string, body: Json): void {
  const sql = 'INSERT INTO events (run_id, at, kind, body) VALUES (?, ?, ?, ?)';
  store.run(sql, runId, store.now(), kind, canonicalJson(body));
}

/** One run, or nothing when the id is unknown. */
export function findRun(store: Store, id: string): RunSummary | undefined {
  const row = store.get('SELECT * FROM runs WHERE id = ?', id);
  return row === undefined ? undefined : readRun(row);
}

/** Runs that match, newest first, and those that cannot be read. */
export function listRuns(store: Store, filter: RunFilter) {
  const sql = `SELECT * FROM runs
    WHERE status = coalesce(?, status) AND flow = coalesce(?, flow) AND started_at >= ?
    ORDER BY started_at DESC, rowid DESC LIMIT ?`;
  const { status = null, flow = null, startedSince = 0, limit = RUNS_LISTED } = filter;
  return readEach(store.all(sql, status, flow, startedSince, limit), readRun);
}

/** Every run that has not ended, oldest first, so that a resume keeps the order of the starts. */
export function openRuns(store: Store) {
  return readEach(store.all("SELECT * FROM runs WHERE status = 'open' ORDER BY started_at, rowid"), readRun);
}

/** A run's timeline, in order. */
export function eventsOf(store: Store, runId: string): readonly RunEvent[] {
  return store.all('SELECT seq, at, kind, body FROM events WHERE run_id = ? ORDER BY seq', runId).map(readEvent);
}

/** Keeps a value under a run's key, in place of an earlier one. */
export function putReference(store: Store, runId: string, key: string, value: Json): void {
  const sql = `INSERT INTO run_references (run_id, key, value) VALUES (?, ?, ?)
    ON CONFLICT (run_id, key) DO UPDATE SET value = excluded.value`;
  store.run(sql, runId, key, canonicalJson(value));
}

/** A value a run keeps, or nothing when it keeps none under this key. */
export function findReference(store: Store, runId: string, key: string): Json | undefined {
  const row = store.get('SELECT * FROM run_references WHERE run_id = ? AND key = ?', runId, key);
  return row === undefined ? undefined : readReference(row).value;
}

/** All values a run keeps, by key. */
export function referencesOf(store: Store, runId: string): Record<string, Json> {
  const rows = store.all('SELECT * FROM run_references WHERE run_id = ? ORDER BY key', runId).map(readReference);
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

/** True when the key is new, or the time it was kept for is over; forgets all keys whose time is over. */
export function markSeen(store: Store, key: string, ttlMs: number): boolean {
  return store.transact(() => {
    const now = store.now();
    store.run('DELETE FROM seen WHERE until <= ?', now);
    return (
      store.run('INSERT INTO seen (key, until) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', key, now + ttlMs) === 1
    );
  });
}
