import { z } from 'zod';
import { type Json, parseJson } from '../lib/json.ts';
import {
  Actor,
  type ApprovalRecord,
  type AuditRow,
  type Decision,
  type HostHolder,
  type RunEvent,
  type RunSummary,
  type StepRecord,
  Verdict,
} from '../model/engine-port.ts';
import { AnyJson, readStored, UnknownShape } from '../model/stored.ts';
import type { RawRow } from './database.ts';

const JsonText = z.string().transform((text, context): Json => {
  try {
    return parseJson(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

const ActorText = JsonText.pipe(Actor);

const OutcomeText = JsonText.pipe(
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: AnyJson }),
    z.object({ ok: z.literal(false), failure: z.literal('threw'), reason: z.string() }),
  ]),
);

const RunRow = z.object({
  id: z.string(),
  kind: z.enum(['flow', 'log']),
  flow: z.string(),
  version: z.string(),
  input: JsonText,
  who: ActorText,
  status: z.enum(['open', 'done', 'failed', 'stopped', 'interrupted']),
  result: JsonText,
  started_at: z.number(),
  ended_at: z.number().nullable(),
});

const StepRow = z.object({
  name: z.string(),
  action: z.string(),
  args: JsonText,
  host: z.string().nullable(),
  attempts: z.number(),
  outcome: OutcomeText.nullable(),
  started_at: z.number(),
  ended_at: z.number().nullable(),
});

const Asked = z.object({
  id: z.string(),
  run_id: z.string(),
  name: z.string(),
  digest: z.string(),
  card: JsonText,
  requested_at: z.number(),
  expires_at: z.number(),
});

const DecisionColumns = z.discriminatedUnion('status', [
  z.object({ status: z.literal('pending') }),
  z.object({ status: Verdict, decided_by: ActorText, decided_at: z.number(), details: JsonText }),
]);

const EventRow = z.object({ seq: z.number(), at: z.number(), kind: z.string(), body: JsonText });

const AuditRowShape = EventRow.extend({
  run_id: z.string().nullable(),
  who: ActorText,
  previous: z.string(),
  hash: z.string(),
});

const ReferenceRow = z.object({ key: z.string(), value: JsonText });

const HolderRow = z.object({ run_id: z.string(), step: z.string(), since: z.number().nullable() });

/** A row of `runs`; like all readers here it throws an {@link UnknownShape} at a row this program did not write. */
export function readRun(row: RawRow): RunSummary {
  const { started_at, ended_at, ...run } = readStored(RunRow, row, `run ${String(row['id'])}`);
  return { ...run, startedAt: started_at, endedAt: ended_at };
}

/** A row of `steps`. */
export function readStep(row: RawRow): StepRecord {
  const { started_at, ended_at, ...step } = readStored(StepRow, row, `step ${String(row['name'])}`);
  return { ...step, startedAt: started_at, endedAt: ended_at };
}

/** A row of `approvals`. */
export function readApproval(row: RawRow): ApprovalRecord {
  const { run_id, requested_at, expires_at, ...asked } = readStored(Asked, row, `approval ${String(row['id'])}`);
  return { ...asked, runId: run_id, requestedAt: requested_at, expiresAt: expires_at, decision: readDecision(row) };
}

/** The decision in a row of `approvals`; null while it is pending. */
export function readDecision(row: RawRow): Decision | null {
  const read = readStored(DecisionColumns, row, `the decision of approval ${String(row['id'])}`);
  if (read.status === 'pending') return null;
  const { status: verdict, decided_by: by, decided_at: at, details } = read;
  return { verdict, by, at, details };
}

/** A row of `events`. */
export function readEvent(row: RawRow): RunEvent {
  return readStored(EventRow, row, `event ${String(row['seq'])}`);
}

/** A row of `audit`. */
export function readAuditRow(row: RawRow): AuditRow {
  const { run_id, ...audit } = readStored(AuditRowShape, row, `audit row ${String(row['seq'])}`);
  return { ...audit, runId: run_id };
}

/** A row of `run_references`. */
export function readReference(row: RawRow): z.infer<typeof ReferenceRow> {
  return readStored(ReferenceRow, row, `what run ${String(row['run_id'])} keeps as ${String(row['key'])}`);
}

/** The foremost row of `host_queue` for a host. */
export function readHolder(row: RawRow): HostHolder {
  const { run_id, ...holder } = readStored(HolderRow, row, `the queue of ${String(row['host'])}`);
  return { ...holder, runId: run_id };
}

/** A row that could not be read. */
export type Unread = { readonly id: string; readonly reason: string };

/** Reads row by row, so that one that cannot be read hides no other. */
export function readEach<T>(
  rows: readonly RawRow[],
  read: (row: RawRow) => T,
): { readonly read: readonly T[]; readonly unread: readonly Unread[] } {
  const good: T[] = [];
  const unread: Unread[] = [];
  for (const row of rows) {
    try {
      good.push(read(row));
    } catch (error) {
      if (!(error instanceof UnknownShape)) throw error;
      unread.push({ id: String(row['id']), reason: error.message });
    }
  }
  return { read: good, unread };
}

/** The engine's own hand: what it expires, cancels and resumes. */
export const SYSTEM: Actor = { surface: 'system', id: 'engine' };
