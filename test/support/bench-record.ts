import { join } from 'node:path';
import { openSqliteEngine } from '../../src/engine/sqlite-engine.ts';
import type { AuditRow, RunRecord } from '../../src/model/engine-port.ts';
import type { Stage } from './bench.ts';

/** What a stopped bot left behind: its runs, oldest first, and whether the audit chain is whole. */
export interface Left {
  readonly runs: readonly RunRecord[];
  readonly auditWhole: boolean;
}

/** Reads the record of a bot that has ended; one that runs holds it alone. */
export async function readRecord({ state }: Pick<Stage, 'state'>): Promise<Left> {
  const opened = openSqliteEngine({
    path: join(state, 'oncall.db'),
    flows: [],
    actions: [],
    onFault(error) {
      throw error;
    },
  });
  if (!opened.ok) throw new Error(opened.detail);
  const { engine } = opened;
  try {
    const runs: RunRecord[] = [];
    for (const { id } of await engine.runs({})) {
      const record = await engine.exportRun(id);
      if (record !== undefined) runs.unshift(record);
    }
    return { runs, auditWhole: (await engine.verifyAudit()).ok };
  } finally {
    await engine.close();
  }
}

/** The audit rows of all runs that have this kind, with who caused them. */
export function audited({ runs }: Left, kind: string): readonly AuditRow[] {
  return runs.flatMap(({ audit }) => audit).filter((row) => row.kind === kind);
}
