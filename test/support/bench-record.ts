import { join } from 'node:path';
import { openSqliteRecord } from '../../src/engine/sqlite-engine.ts';
import type { AuditRow, RunRecord } from '../../src/model/engine-port.ts';
import type { Stage } from './bench.ts';

/** What a stopped bot left behind: its runs, oldest first, and whether the audit chain is whole. */
export interface Left {
  readonly runs: readonly RunRecord[];
  readonly auditWhole: boolean;
}

/** Reads the record of a bot that has ended; one that runs holds it alone. */
export async function readRecord({ state }: Pick<Stage, 'state'>): Promise<Left> {
  const opened = openSqliteRecord({ path: join(state, 'oncall.db') });
  if (!opened.ok) throw new Error(opened.detail);
  const { record: log } = opened;
  try {
    const runs: RunRecord[] = [];
    for (const { id } of await log.runs({})) {
      const record = await log.exportRun(id);
      if (record !== undefined) runs.unshift(record);
    }
    return { runs, auditWhole: (await log.verifyAudit()).ok };
  } finally {
    await log.close();
  }
}

/** The audit rows of all runs that have this kind, with who caused them. */
export function audited({ runs }: Left, kind: string): readonly AuditRow[] {
  return runs.flatMap(({ audit }) => audit).filter((row) => row.kind === kind);
}
