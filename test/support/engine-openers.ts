import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteRecord } from '../../src/engine/sqlite-engine.ts';
import type { Action, Engine, EpochMs, Flow, RunSummary } from '../../src/model/engine-port.ts';

/** What a test gives an engine to work with. */
export interface EngineParts {
  readonly flows: readonly Flow[];
  readonly actions: readonly Action[];
  readonly onStopped?: (run: RunSummary) => void;
  readonly clock?: () => EpochMs;
  readonly graceMs?: number;
}

/** What can be damaged of a run in a closed store, by an end that no program of ours made. */
export type Damage = 'run' | 'step' | 'approval' | 'reference';

interface Opener {
  /** Opens the engine whose store lives in the directory; throws with the reason when it is refused. */
  open(directory: string, parts: EngineParts): Promise<Engine>;
  damage(directory: string, runId: string, what: Damage): void;
}

/** The engines that can be opened in a child process, by name. */
export const openers = { sqlite: { open: openSqlite, damage: damageSqlite } } satisfies Record<string, Opener>;

export type EngineName = keyof typeof openers;

async function openSqlite(directory: string, { clock = Date.now, ...parts }: EngineParts): Promise<Engine> {
  const opened = openSqliteRecord({ path: join(directory, 'record.db'), clock });
  if (!opened.ok) throw new Error(`${opened.reason}: ${opened.detail}`);
  try {
    return opened.record.runFlows({
      onFault: (error) => {
        throw error;
      },
      onStopped: () => undefined,
      ...parts,
    });
  } catch (error) {
    await opened.record.close();
    throw error;
  }
}

const damages: Readonly<Record<Damage, string>> = {
  run: "UPDATE runs SET input = '{' WHERE id = ?",
  step: "UPDATE steps SET outcome = '{' WHERE outcome IS NOT NULL AND run_id = ?",
  approval: "UPDATE approvals SET card = '{' WHERE run_id = ?",
  reference: "UPDATE run_references SET value = '{' WHERE run_id = ?",
};

function damageSqlite(directory: string, runId: string, what: Damage): void {
  const database = new DatabaseSync(join(directory, 'record.db'));
  try {
    database.prepare(damages[what]).run(runId);
  } finally {
    database.close();
  }
}
