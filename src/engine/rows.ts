import { z } from 'zod';
import { type Json, parseJson } from '../lib/json.ts';
import type {
  Actor,
  ApprovalRecord,
  AuditRow,
  HostHolder,
  RunEvent,
  RunSummary,
  StepRecord,
} from '../model/engine-port.ts';
import type { RawRow } from './database.ts';

const JsonText = z.string().transform((text): Json => parseJson(text));

const ActorText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.object({
      surface: z.enum(['slack', 'terminal', 'system']),
      id: z.string(),
      team: z.string().exactOptional(),
    }),
  );

const OutcomeText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: z.json() }),
      z.object({ ok: z.literal(false), failure: z.enum(['threw', 'uncertain']), reason: z.string() }),
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

const Asked = {
  id: z.string(),
  run_id: z.string(),
  name: z.string(),
  digest: z.string(),
  card: JsonText,
  requested_at: z.number(),
  expires_at: z.number(),
};

const ApprovalRow = z.discriminatedUnion('status', [
  z.object({ ...Asked, status: z.literal('pending') }),
  z.object({
    ...Asked,
    status: z.enum(['approve', 'deny', 'cancel', 'expire']),
    decided_by: ActorText,
    decided_at: z.number(),
    details: JsonText,
  }),
]);

const EventRow = z.object({ seq: z.number(), at: z.number(), kind: z.string(), body: JsonText });

const AuditRowShape = EventRow.extend({
  run_id: z.string().nullable(),
  who: ActorText,
  previous: z.string(),
  hash: z.string(),
});

const HolderRow = z.object({ run_id: z.string(), step: z.string(), since: z.number().nullable() });

/** A row of `runs`; like all readers here it throws on a row this program did not write. */
export function readRun(row: RawRow): RunSummary {
  const { started_at, ended_at, ...run } = RunRow.parse(row);
  return { ...run, startedAt: started_at, endedAt: ended_at };
}

/** A row of `steps`. */
export function readStep(row: RawRow): StepRecord {
  const { started_at, ended_at, ...step } = StepRow.parse(row);
  return { ...step, startedAt: started_at, endedAt: ended_at };
}

/** A row of `approvals`. */
export function readApproval(row: RawRow): ApprovalRecord {
  const read = ApprovalRow.parse(row);
  const { id, run_id: runId, name, digest, card, requested_at: requestedAt, expires_at: expiresAt } = read;
  const asked = { id, runId, name, digest, card, requestedAt, expiresAt };
  if (read.status === 'pending') return { ...asked, decision: null };
  const { status: verdict, decided_by: by, decided_at: at, details } = read;
  return { ...asked, decision: { verdict, by, at, details } };
}

/** A row of `events`. */
export function readEvent(row: RawRow): RunEvent {
  return EventRow.parse(row);
}

/** A row of `audit`. */
export function readAuditRow(row: RawRow): AuditRow {
  const { run_id, ...audit } = AuditRowShape.parse(row);
  return { ...audit, runId: run_id };
}

/** The foremost row of `host_queue` for a host. */
export function readHolder(row: RawRow): HostHolder {
  const { run_id, ...holder } = HolderRow.parse(row);
  return { ...holder, runId: run_id };
}

/** The engine's own hand: what it expires, cancels and resumes. */
export const SYSTEM: Actor = { surface: 'system', id: 'engine' };
