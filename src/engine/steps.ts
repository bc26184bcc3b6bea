import { canonicalJson, sha256Of } from '../lib/canonical-json.ts';
import type { Json } from '../lib/json.ts';
import type { ActionType, HostHolder, RunSummary, StepOutcome, StepRecord } from '../model/engine-port.ts';
import { appendAudit } from './audit.ts';
import type { Store } from './database.ts';
import { readHolder, readStep, SYSTEM } from './rows.ts';
import { insertEvent } from './runs.ts';

/** What a flow asks for under a step's name. */
export interface StepRequest {
  readonly name: string;
  readonly action: string;
  readonly args: Json;
  readonly host: string | null;
}

/** The step a run recorded under a name. */
export function findStep(store: Store, runId: string, name: string): StepRecord | undefined {
  const row = store.get('SELECT * FROM steps WHERE run_id = ? AND name = ?', runId, name);
  return row === undefined ? undefined : readStep(row);
}

/** All steps of a run, in the order they were begun. */
export function stepsOf(store: Store, runId: string): readonly StepRecord[] {
  return store.all('SELECT * FROM steps WHERE run_id = ? ORDER BY started_at, rowid', runId).map(readStep);
}

/** Names of the steps that were begun and whose end is not known; readable or not. */
export function begunSteps(store: Store, runId: string): readonly string[] {
  const sql = 'SELECT name FROM steps WHERE run_id = ? AND outcome IS NULL ORDER BY started_at, rowid';
  return store.all(sql, runId).map((row) => String(row['name']));
}

/** True when a replayed flow asks for just what it asked for before. */
export function sameRequest(step: StepRecord, request: StepRequest): boolean {
  const same = step.action === request.action && step.host === request.host;
  return same && canonicalJson(step.args) === canonicalJson(request.args);
}

/** Makes the intent of a state-changing step durable before anything happens because of it; gives the number of the attempt. */
export function recordIntent(store: Store, run: RunSummary, request: StepRequest): number {
  return store.transact(() => {
    const row = store.get(
      `INSERT INTO steps (run_id, name, action, args, host, attempts, started_at) VALUES (?, ?, ?, ?, ?, 1, ?)
       ON CONFLICT (run_id, name) DO UPDATE SET attempts = attempts + 1 RETURNING attempts`,
      run.id,
      request.name,
      request.action,
      canonicalJson(request.args),
      request.host,
      store.now(),
    );
    const attempt = Number(row?.['attempts']);
    const body = { step: request.name, action: request.action, host: request.host, args: request.args, attempt };
    store.run('UPDATE host_queue SET since = ? WHERE run_id = ? AND step = ?', store.now(), run.id, request.name);
    insertEvent(store, run.id, 'step-begun', body);
    appendAudit(store, 'step-begun', run.who, body, run.id);
    return attempt;
  });
}

/** Records a step's end once and gives its host's turn back. */
export function recordOutcome(
  store: Store,
  run: RunSummary,
  request: StepRequest,
  effect: ActionType['effect'],
  outcome: StepOutcome,
): void {
  store.transact(() => {
    const now = store.now();
    store.run(
      `INSERT INTO steps (run_id, name, action, args, host, attempts, outcome, started_at, ended_at)
       VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)
       ON CONFLICT (run_id, name) DO UPDATE SET outcome = excluded.outcome, ended_at = excluded.ended_at`,
      run.id,
      request.name,
      request.action,
      canonicalJson(request.args),
      request.host,
      canonicalJson(outcome),
      now,
      now,
    );
    store.run('DELETE FROM host_queue WHERE run_id = ? AND step = ?', run.id, request.name);
    const body = { step: request.name, action: request.action, host: request.host, ok: outcome.ok };
    insertEvent(store, run.id, 'step-ended', outcome.ok ? body : { ...body, reason: outcome.reason });
    if (effect === 'write') {
      appendAudit(store, 'step-ended', SYSTEM, { ...body, outcomeDigest: sha256Of(outcome) }, run.id);
    }
  });
}

/** Takes the last place in a host's queue, or keeps the place taken before a restart; gives the ticket. */
export function takeTicket(store: Store, host: string, runId: string, step: string): number {
  const sql = `INSERT INTO host_queue (host, run_id, step) VALUES (?, ?, ?)
    ON CONFLICT (run_id, step) DO UPDATE SET host = excluded.host RETURNING ticket`;
  return Number(store.get(sql, host, runId, step)?.['ticket']);
}

/** The ticket whose turn it is on a host. */
export function firstTicket(store: Store, host: string): number | undefined {
  const ticket = store.get('SELECT min(ticket) AS ticket FROM host_queue WHERE host = ?', host)?.['ticket'];
  return typeof ticket === 'number' ? ticket : undefined;
}

/** Gives back every place of a run but those of the steps that are running right now; names the hosts concerned. */
export function dropTickets(store: Store, runId: string, running: ReadonlySet<string>): readonly string[] {
  const dropped = store
    .all('SELECT ticket, host, step FROM host_queue WHERE run_id = ?', runId)
    .filter((row) => !running.has(String(row['step'])));
  for (const row of dropped) store.run('DELETE FROM host_queue WHERE ticket = ?', Number(row['ticket']));
  return dropped.map((row) => String(row['host']));
}

/** Whose turn it is on a host. */
export function holderOf(store: Store, host: string): HostHolder | undefined {
  const row = store.get('SELECT run_id, step, since FROM host_queue WHERE host = ? ORDER BY ticket LIMIT 1', host);
  return row === undefined ? undefined : readHolder(row);
}
