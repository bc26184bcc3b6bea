import { toJson } from '../lib/json.ts';
import type { RunLog } from '../model/engine-port.ts';
import { readStored } from '../model/stored.ts';
import { findApproval, pendingApprovals } from './approvals.ts';
import { appendAudit, verifyAudit } from './audit.ts';
import type { Store } from './database.ts';
import type { EngineLog } from './engine-log.ts';
import { exportRun } from './export.ts';
import { SYSTEM, type Unread } from './rows.ts';
import { closeRun, findReference, findRun, insertEvent, insertRun, listRuns, markSeen, putReference } from './runs.ts';
import { holderOf } from './steps.ts';

/** The record's plain half over the store; ids opened here are added to `mine`, so that a resume leaves them alone. */
export function createRunLog(store: Store, mine: Set<string>, log: EngineLog): RunLog {
  const told = new Set<string>();
  /** What a list can give; the rest is logged, once each. */
  function readable<T>({ read, unread }: { readonly read: readonly T[]; readonly unread: readonly Unread[] }) {
    for (const { id, reason } of unread) {
      if (!told.has(id)) log.error({ id, reason }, 'a row of the record cannot be read');
      told.add(id);
    }
    return read;
  }
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
    async remember(runId, { key, shape }, value) {
      putReference(store, runId, key, toJson(readStored(shape, value, `${key} of ${runId}`)));
    },
    async recall(runId, { key, shape }) {
      const value = findReference(store, runId, key);
      return value === undefined ? undefined : readStored(shape, value, `${key} of ${runId}`);
    },
    seen: async (key, ttlMs) => markSeen(store, key, ttlMs),
    run: async (id) => findRun(store, id),
    runs: async (filter) => readable(listRuns(store, filter)),
    approval: async (id) => findApproval(store, id),
    pendingApprovals: async () => readable(pendingApprovals(store)),
    holder: async (host) => holderOf(store, host),
    exportRun: async (id) => exportRun(store, id),
    verifyAudit: async (knownHead) => verifyAudit(store, knownHead),
  };
}
