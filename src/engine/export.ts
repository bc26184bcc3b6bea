import { closeSync, openSync } from 'node:fs';
import { backup } from 'node:sqlite';
import type { RunRecord } from '../model/engine-port.ts';
import { approvalsOf } from './approvals.ts';
import { auditOf } from './audit.ts';
import type { Store } from './database.ts';
import { eventsOf, findRun, referencesOf } from './runs.ts';
import { stepsOf } from './steps.ts';

/** Copies the open record to a new private file; throws when the file exists. */
export async function backupTo(store: Store, path: string): Promise<void> {
  closeSync(openSync(path, 'wx', 0o600));
  await backup(store.database, path);
}

/** Everything the record holds of one run, or nothing when the id is unknown. */
export function exportRun(store: Store, id: string): RunRecord | undefined {
  const run = findRun(store, id);
  if (run === undefined) return undefined;
  return {
    run,
    steps: stepsOf(store, id),
    approvals: approvalsOf(store, id),
    events: eventsOf(store, id),
    references: referencesOf(store, id),
    audit: auditOf(store, id),
  };
}
