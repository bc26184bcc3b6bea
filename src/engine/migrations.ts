import type { DatabaseSync } from 'node:sqlite';

const RUNS = `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('flow', 'log')),
    flow TEXT NOT NULL,
    version TEXT NOT NULL,
    input TEXT NOT NULL,
    who TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'done', 'failed', 'stopped', 'interrupted')),
    result TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;
  CREATE INDEX runs_by_status ON runs (status, started_at);
  CREATE TABLE steps (
    run_id TEXT NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL,
    action TEXT NOT NULL,
    args TEXT NOT NULL,
    host TEXT,
    attempts INTEGER NOT NULL,
    outcome TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (run_id, name)
  ) STRICT;
  CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    card TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approve', 'deny', 'cancel', 'expire')),
    requested_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    details TEXT,
    CHECK ((status = 'pending') = (decided_by IS NULL AND decided_at IS NULL AND details IS NULL)),
    UNIQUE (run_id, name)
  ) STRICT;
  CREATE INDEX approvals_pending ON approvals (expires_at) WHERE status = 'pending';
  CREATE TABLE host_queue (
    ticket INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    run_id TEXT NOT NULL REFERENCES runs (id),
    step TEXT NOT NULL,
    since INTEGER,
    UNIQUE (run_id, step)
  ) STRICT;
  CREATE INDEX host_queue_by_host ON host_queue (host, ticket);
`;

const TIMELINE = `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL REFERENCES runs (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_run ON events (run_id, seq);
  CREATE TABLE run_references (
    run_id TEXT NOT NULL REFERENCES runs (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run_id, key)
  ) STRICT;
  CREATE TABLE seen (key TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
  CREATE INDEX seen_by_until ON seen (until);
`;

const AUDIT = `
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    run_id TEXT,
    who TEXT NOT NULL,
    body TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE INDEX audit_by_run ON audit (run_id, seq);
  CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit is append-only'); END;
  CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit is append-only'); END;
  CREATE TRIGGER audit_at_the_end BEFORE INSERT ON audit
    WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM audit)
    BEGIN SELECT raise(ABORT, 'audit is append-only'); END;
`;

const MIGRATIONS: readonly string[] = [RUNS + TIMELINE + AUDIT];

/** The schema this program writes; kept in the file's `user_version`. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** The schema a file was last written with; 0 is an empty file. */
export function schemaVersionOf(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get();
  return Number(row?.['user_version'] ?? 0);
}

/** Brings a file up to {@link SCHEMA_VERSION}, one transaction per version, so that a kill in between leaves a whole older version. */
export function migrate(database: DatabaseSync): void {
  for (let version = schemaVersionOf(database); version < SCHEMA_VERSION; version += 1) {
    database.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[version] ?? ''} PRAGMA user_version = ${version + 1}; COMMIT;`);
  }
}
