import { canonicalJson, sha256Of } from '../lib/canonical-json.ts';
import type { Json } from '../lib/json.ts';
import type { Actor, ApprovalRecord, DecideResult, Decision, RunSummary, Verdict } from '../model/engine-port.ts';
import { appendAudit } from './audit.ts';
import type { Store } from './database.ts';
import { readApproval, readDecision, readEach, SYSTEM } from './rows.ts';
import { insertEvent } from './runs.ts';

/** What deciding came to; `not-due` is an expiry that came too early. */
export type DecisionResult = DecideResult | { readonly outcome: 'not-due' };

/** What a flow asks people, as it is recorded; `announce` is an action by name. */
export interface StoredRequest {
  readonly ttlMs: number;
  readonly digest: string;
  readonly announce: string;
  readonly card: Json;
}

/** The approval's id: bound to the run, the flow's version and the digest, so that a changed plan is another approval. */
export function approvalId(run: RunSummary, name: string, digest: string): string {
  const bound = sha256Of({ run: run.id, flow: run.flow, version: run.version, name, digest });
  return `${name}-${bound.slice(0, 32)}`;
}

/** Records a pending approval with its timeline and audit rows. */
export function insertApproval(store: Store, run: RunSummary, name: string, request: StoredRequest): ApprovalRecord {
  const id = approvalId(run, name, request.digest);
  return store.transact(() => {
    const now = store.now();
    const sql = `INSERT INTO approvals (id, run_id, name, digest, card, status, requested_at, expires_at)
      VALUES (?, ?, ?, ?, ?, 'pending', ?, ?) RETURNING *`;
    const card = canonicalJson(request.card);
    const row = store.get(sql, id, run.id, name, request.digest, card, now, now + request.ttlMs);
    const body = { approvalId: id, name, digest: request.digest, expiresAt: now + request.ttlMs };
    insertEvent(store, run.id, 'approval-requested', body);
    appendAudit(store, 'approval-requested', run.who, { ...body, cardDigest: sha256Of(request.card) }, run.id);
    return readApproval(row ?? {});
  });
}

/**
 * The only way an approval ever ends: one conditional update together with its timeline and audit rows; a late or second verdict is audited and changes
 * nothing. Reads no card, so that one that cannot be read ends too. To be called inside a transaction.
 */
export function recordDecision(store: Store, id: string, verdict: Verdict, by: Actor, details: Json): DecisionResult {
  const row = store.get('SELECT run_id, digest FROM approvals WHERE id = ?', id);
  if (row === undefined) return { outcome: 'unknown' };
  const asked = { id, runId: String(row['run_id']), digest: String(row['digest']) };
  const now = store.now();
  const won = write(store, asked, { verdict, by, at: now, details });
  if (!won) write(store, asked, { verdict: 'expire', by: SYSTEM, at: now, details: {} });
  const decision = decisionOf(store, id);
  if (decision === null) return { outcome: 'not-due' };
  if (won) return { outcome: 'won', ...decision };
  const late = { approvalId: id, verdict, details, stands: decision.verdict };
  if (verdict !== 'expire') appendAudit(store, 'approval-too-late', by, late, asked.runId);
  return { outcome: 'lost', ...decision };
}

type Asked = Pick<ApprovalRecord, 'id' | 'runId' | 'digest'>;

function write(store: Store, asked: Asked, decision: Decision): boolean {
  const { verdict, by, at, details } = decision;
  const inTime = verdict === 'expire' ? 'expires_at <= ?' : 'expires_at > ?';
  const changed = store.run(
    `UPDATE approvals SET status = ?, decided_by = ?, decided_at = ?, details = ?
     WHERE id = ? AND status = 'pending' AND ${inTime}`,
    verdict,
    canonicalJson(by),
    at,
    canonicalJson(details),
    asked.id,
    at,
  );
  if (changed === 0) return false;
  const body = { approvalId: asked.id, digest: asked.digest, verdict, details };
  insertEvent(store, asked.runId, 'approval-decided', { ...body, by });
  appendAudit(store, 'approval-decided', by, body, asked.runId);
  return true;
}

function decisionOf(store: Store, id: string): Decision | null {
  const row = store.get('SELECT id, status, decided_by, decided_at, details FROM approvals WHERE id = ?', id);
  return row === undefined ? null : readDecision(row);
}

/** One approval, or nothing when the id is unknown. */
export function findApproval(store: Store, id: string): ApprovalRecord | undefined {
  const row = store.get('SELECT * FROM approvals WHERE id = ?', id);
  return row === undefined ? undefined : readApproval(row);
}

/** Those of these approvals that can be read, and the others. */
export function approvalsById(store: Store, ids: readonly string[]) {
  const rows = ids.map((id) => store.get('SELECT * FROM approvals WHERE id = ?', id) ?? {});
  return readEach(rows, readApproval);
}

/** The approval a run asked for under a name. */
export function approvalNamed(store: Store, runId: string, name: string): ApprovalRecord | undefined {
  const row = store.get('SELECT * FROM approvals WHERE run_id = ? AND name = ?', runId, name);
  return row === undefined ? undefined : readApproval(row);
}

/** All approvals of a run, oldest first. */
export function approvalsOf(store: Store, runId: string): readonly ApprovalRecord[] {
  return store.all('SELECT * FROM approvals WHERE run_id = ? ORDER BY requested_at, rowid', runId).map(readApproval);
}

/** Every undecided approval, the soonest to expire first, and those that cannot be read. */
export function pendingApprovals(store: Store) {
  return readEach(store.all("SELECT * FROM approvals WHERE status = 'pending' ORDER BY expires_at"), readApproval);
}

/** Ids of undecided approvals, of one run or of all; readable or not. */
export function pendingIds(store: Store, runId: string | null = null): readonly string[] {
  const sql = "SELECT id FROM approvals WHERE status = 'pending' AND run_id = coalesce(?, run_id) ORDER BY expires_at";
  return store.all(sql, runId).map((row) => String(row['id']));
}
