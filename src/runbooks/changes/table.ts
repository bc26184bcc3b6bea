import type { ChangeRunbook } from '../../model/change-runbook.ts';
import type { ChangeVerb } from '../../model/verbs.ts';
import { clearSemaphores } from './clear-semaphores.ts';
import { coreDumps } from './core-dumps.ts';
import { disableModule } from './disable-module.ts';
import { enableStatus } from './enable-status.ts';
import { harden } from './harden.ts';
import { mpm } from './mpm.ts';
import { releasePort } from './release-port.ts';
import { reload } from './reload.ts';
import { resetFailed } from './reset-failed.ts';
import { restart } from './restart.ts';
import { rollback } from './rollback.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { tune } from './tune.ts';

const runbooks: readonly ChangeRunbook[] = [
  reload,
  restart,
  start,
  stop,
  resetFailed,
  releasePort,
  clearSemaphores,
  tune,
  mpm,
  coreDumps,
  harden,
  disableModule,
  enableStatus,
  rollback,
];

/** The runbook behind a verb that changes a host. @throws {Error} for a verb without one, which the table's test excludes. */
export function changeRunbook(verb: ChangeVerb): ChangeRunbook {
  const found = runbooks.find((one) => one.verb === verb);
  if (found === undefined) throw new Error(`no runbook for ${verb}`);
  return found;
}
