import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { EpochMs } from '../model/engine-port.ts';
import { migrate, SCHEMA_VERSION, schemaVersionOf } from './migrations.ts';

/** A row as SQLite gave it, still to be decoded. */
export type RawRow = Record<string, unknown>;

/** The one connection to the record: every statement is prepared once, every change belongs into {@link Store.transact}. */
export interface Store {
  readonly database: DatabaseSync;
  now(): EpochMs;
  get(sql: string, ...values: SQLInputValue[]): RawRow | undefined;
  all(sql: string, ...values: SQLInputValue[]): RawRow[];
  /** The number of rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** All of the work or nothing of it, durable on return; throws what the work or the disk throws. Not to be nested. */
  transact<T>(work: () => T): T;
}

/** Why the record could not be opened; `detail` is a sentence for the operator. */
export type OpenFailure = {
  readonly ok: false;
  readonly reason: 'node-too-old' | 'in-use' | 'newer-schema' | 'unreadable';
  readonly detail: string;
};

const LOCK_WAIT_MS = 250; // long enough for a predecessor that is just ending, short enough to be told at once
const SQLITE_BUSY = 5; // https://www.sqlite.org/rescode.html#busy

/** Opens (or creates, directory 0700 and file 0600) the record for this process alone; a second process gets `in-use`. Node's own `fs` must not open the file meanwhile: closing it would drop SQLite's lock. */
export function openStore(
  path: string,
  clock: () => EpochMs,
): { readonly ok: true; readonly store: Store } | OpenFailure {
  const tooOld = nodeTooOld(process.versions.node);
  if (tooOld !== undefined) return { ok: false, reason: 'node-too-old', detail: tooOld };
  let database: DatabaseSync | undefined;
  try {
    createPrivate(path);
    database = new DatabaseSync(path, { timeout: LOCK_WAIT_MS, enableForeignKeyConstraints: true });
    claim(database);
    const found = schemaVersionOf(database);
    if (found > SCHEMA_VERSION) return closed(database, 'newer-schema', newerSchema(path, found));
    migrate(database);
    return { ok: true, store: createStore(database, clock) };
  } catch (error) {
    if (isBusy(error)) return closed(database, 'in-use', `another process uses ${path}; only one may, end it first`);
    return closed(database, 'unreadable', `${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A sentence when this Node lacks the release candidate of `node:sqlite`, which came with 24.15.0; nothing otherwise. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 15)) return undefined;
  return `the record needs Node 24.15 or newer for node:sqlite, this is Node ${version}`;
}

function createPrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (existsSync(path)) chmodSync(path, 0o600);
  else closeSync(openSync(path, 'wx', 0o600));
}

function claim(database: DatabaseSync): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA recursive_triggers = ON'); // without it INSERT OR REPLACE deletes past the audit trigger
  database.exec('BEGIN IMMEDIATE');
  database.exec('COMMIT');
}

function closed(database: DatabaseSync | undefined, reason: OpenFailure['reason'], detail: string): OpenFailure {
  if (database?.isOpen === true) database.close();
  return { ok: false, reason, detail };
}

function newerSchema(path: string, found: number): string {
  return `${path} was written by a newer version (schema ${found}, this one knows ${SCHEMA_VERSION}); start that one or restore a backup`;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function createStore(database: DatabaseSync, now: () => EpochMs): Store {
  const prepared = new Map<string, StatementSync>();
  function statement(sql: string): StatementSync {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const fresh = database.prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  }
  return {
    database,
    now,
    get: (sql, ...values) => statement(sql).get(...values),
    all: (sql, ...values) => statement(sql).all(...values),
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    transact: (work) => transact(database, work),
  };
}

function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
