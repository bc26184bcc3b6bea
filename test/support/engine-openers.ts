import { join } from 'node:path';
import { openSqliteEngine } from '../../src/engine/sqlite-engine.ts';
import type { Action, Engine, EpochMs, Flow } from '../../src/model/engine-port.ts';

/** What a test gives an engine to work with. */
export interface EngineKit {
  readonly flows: readonly Flow[];
  readonly actions: readonly Action[];
  readonly clock?: () => EpochMs;
  readonly graceMs?: number;
}

/** Opens the engine whose store lives in the directory; throws with the reason when it is refused. */
export type EngineOpener = (directory: string, kit: EngineKit) => Promise<Engine>;

/** The engines that can be opened in a child process, by name. */
export const openers = { sqlite: openSqlite } satisfies Record<string, EngineOpener>;

export type EngineName = keyof typeof openers;

async function openSqlite(directory: string, kit: EngineKit): Promise<Engine> {
  const opened = openSqliteEngine({
    path: join(directory, 'record.db'),
    onFault: (error) => {
      throw error;
    },
    ...kit,
  });
  if (!opened.ok) throw new Error(`${opened.reason}: ${opened.detail}`);
  return opened.engine;
}
