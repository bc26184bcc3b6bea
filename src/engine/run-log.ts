import type { RunLog } from '../model/engine-port.ts';
import { findApproval, pendingApprovals } from './approvals.ts';
import { appendAudit, verifyAudit } from './audit.ts';
import { exportRun } from './export.ts';
import { SYSTEM } from './rows.ts';
import {
  closeRun,
  eventsOf,
  findRun,
  insertEvent,
  insertRun,
  listRuns,
  markSeen,
  putReference,
  referencesOf,
} from './runs.ts';
import type { Runtime } from './runtime.ts';
import { holderOf } from './steps.ts';

/** The record's plain half over the store; ids opened here are added to `mine`, so that a resume leaves them alone. */
export function createRunLog(runtime: Runtime, mine: Set<string>): RunLog {
  const { store } = runtime;
  return {
    async open(name, id, input, who) {
      const started = insertRun(store, { id, kind: 'log', flow: name, version: '', input, who });
      if (started) mine.add(id);
      return { started };
    },
    async append(runId, kind, body) {
      insertEvent(store, runId, kind, body);
    },
    async finish(runId, status, result) {
      if (findRun(store, runId)?.kind !== 'log') throw new Error(`${runId} is not a log run`);
      store.transact(() => closeRun(store, runId, status, result, SYSTEM));
    },
    async audit(kind, who, body, runId) {
      store.transact(() => {
        appendAudit(store, kind, who, body, runId ?? null);
      });
    },
    async remember(runId, key, value) {
      putReference(store, runId, key, value);
    },
    recall: async (runId, key) => referencesOf(store, runId)[key],
    seen: async (key, ttlMs) => markSeen(store, key, ttlMs),
    run: async (id) => findRun(store, id),
    runs: async (filter) => listRuns(store, filter),
    events: async (runId) => eventsOf(store, runId),
    approval: async (id) => findApproval(store, id),
    pendingApprovals: async () => pendingApprovals(store),
    holder: async (host) => holderOf(store, host),
    exportRun: async (id) => exportRun(store, id),
    verifyAudit: async (knownHead) => verifyAudit(store, knownHead),
  };
}
