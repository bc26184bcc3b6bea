import { canonicalJson, sha256Of } from '../lib/canonical-json.ts';
import type { Json } from '../lib/json.ts';
import type { Actor, AuditCheck, AuditRow } from '../model/engine-port.ts';
import type { Store } from './database.ts';
import { readAuditRow } from './rows.ts';

const CHAIN_START = '0'.repeat(64); // the first row's predecessor

/** Adds one row to the chain; to be called inside the transaction of the change it proves. */
export function appendAudit(store: Store, kind: string, who: Actor, body: Json, runId: string | null): void {
  const newest = store.get('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
  const previous = newest === undefined ? CHAIN_START : String(newest['hash']);
  const row = { seq: Number(newest?.['seq'] ?? 0) + 1, at: store.now(), kind, runId, who, body, previous };
  store.run(
    'INSERT INTO audit (seq, at, kind, run_id, who, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    row.seq,
    row.at,
    kind,
    runId,
    canonicalJson(who),
    canonicalJson(body),
    previous,
    sha256Of(row),
  );
}

/** The rows of one run, in order. */
export function auditOf(store: Store, runId: string): readonly AuditRow[] {
  return store.all('SELECT * FROM audit WHERE run_id = ? ORDER BY seq', runId).map(readAuditRow);
}

/** Recomputes the whole chain, oldest first; `knownHead` must be the hash of one of its rows. */
export function verifyAudit(store: Store, knownHead: string | undefined): AuditCheck {
  let head = CHAIN_START;
  let rows = 0;
  let met = knownHead === undefined || knownHead === CHAIN_START;
  for (const raw of store.all('SELECT * FROM audit ORDER BY seq')) {
    const flaw = flawOf(raw, rows + 1, head);
    if (flaw !== undefined) return { ok: false, seq: rows + 1, reason: flaw };
    head = String(raw['hash']);
    rows += 1;
    met ||= head === knownHead;
  }
  const written = Number(store.get("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")?.['seq'] ?? 0);
  if (written !== rows) return { ok: false, seq: rows + 1, reason: `rows up to ${written} were written and are gone` };
  if (!met) return { ok: false, seq: rows + 1, reason: 'the chain does not contain the head noted earlier' };
  return { ok: true, rows, head };
}

function flawOf(raw: Record<string, unknown>, seq: number, previous: string): string | undefined {
  let row: AuditRow;
  try {
    row = readAuditRow(raw);
  } catch {
    return 'the row cannot be read';
  }
  if (row.seq !== seq) return 'a row is missing';
  if (row.previous !== previous) return 'the row does not follow the one before it';
  const { hash, ...covered } = row;
  return sha256Of(covered) === hash ? undefined : 'the row was changed';
}
