import { describe } from 'vitest';
import { engineBench } from '../support/engine-bench.ts';
import type { EngineName } from '../support/engine-openers.ts';
import { outlivesDamage } from './engine-damage.ts';
import { decidesOnce } from './engine-decisions.ts';
import { survivesKills } from './engine-kills.ts';
import { keepsTheLog } from './engine-log.ts';
import { replaysFlows } from './engine-replay.ts';

/** Every behaviour an engine must have to stand behind the port; `oneProcess` engines refuse a second process on their store. */
export function engineContract(name: EngineName, { oneProcess }: { readonly oneProcess: boolean }): void {
  describe(`${name} as an engine`, () => {
    const bench = engineBench(name, oneProcess);

    decidesOnce(bench);
    survivesKills(bench);
    replaysFlows(bench);
    keepsTheLog(bench);
    outlivesDamage(bench);
  });
}
