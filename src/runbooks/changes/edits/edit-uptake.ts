import { defined } from '../../../lib/defined.ts';
import type { Look } from '../../../model/change-runbook.ts';
import type { Plan, PlanStep, Reason, Undo } from '../../../model/plan.ts';
import type { ChangeCommand } from '../../../model/ports.ts';
import { restoreCommand } from '../helper/editor.ts';
import { systemdUnit } from '../server/own-unit.ts';
import { restartObstacles } from '../server/restart-obstacles.ts';
import { ambiguous, mpmOf, pauseOf } from '../server/running.ts';
import { safetyOf, type Uptake } from '../server/safety.ts';
import type { Server } from '../server/server.ts';
import { commandSeconds, runningRequests } from '../server/stopping.ts';
import { RELOAD_SECONDS, reloadCommand, unitCommand } from '../server/unit-command.ts';

/** Reload or full restart of the server’s own unit. */
export function uptakeSteps(look: Look, server: Server, uptake: Uptake): readonly PlanStep[] {
  if (look.layout === undefined) return [];
  if (uptake === 'reload') {
    const argv = reloadCommand(look.layout, server.root.unit);
    return [planStep(look, 'Reload gracefully', { argv, seconds: RELOAD_SECONDS })];
  }
  const unit = systemdUnit(look);
  if (!unit.found) return [];
  const seconds = commandSeconds(unit.facts, 'stop and start');
  return [planStep(look, 'Stop and start', { argv: unitCommand('restart', unit.name), seconds })];
}

/** One step on the host that was looked at. */
export function planStep(look: Look, title: string, { argv, seconds }: ChangeCommand, gate?: true): PlanStep {
  return { host: look.host, title, command: { argv, seconds }, ...defined({ gate }) };
}

/** Why what is on disk cannot be taken up this way now, or why that cannot be known. */
export function uptakeReasons(look: Look, server: Server, uptake: Uptake): readonly Reason[] {
  return uptake === 'restart' ? restartObstacles(look) : [...ambiguous(server), ...safetyOf(look, 'reload').blocking];
}

/** What the reload or restart itself does to requests, from measurements on real hosts. */
export function uptakeImpact(look: Look, uptake: Uptake): string {
  if (uptake === 'reload')
    return `Running requests finish. Idle keep-alive connections are closed, so a client that does not retry may see one failed request. ${pauseOf(mpmOf(look))}`;
  const unit = systemdUnit(look);
  const running = unit.found ? runningRequests(look, unit.facts) : '';
  return `A full stop and start: new connections are refused while the port is closed; two restarts of an idle server closed it for 84 to 470 ms in all (measured). ${running} Keep-alive connections are closed. Counters, sessions in memory and caches of the server start anew.`;
}

/**
 * The files first, marked as the edit that it is: where nothing was taken up yet, that step alone is the whole way back. Then the same reload or restart.
 */
export function undoOf(look: Look, changeId: string, uptake: readonly PlanStep[], how: Uptake): Undo {
  return {
    words:
      how === 'reload'
        ? 'The helper puts back the files it saved, byte for byte, and another graceful reload takes them up: no request is cut.'
        : 'The helper puts back the files it saved, byte for byte, and another full restart takes them up: the port is closed once more.',
    steps: [planStep(look, 'Put the files back', restoreCommand(changeId), true), ...uptake],
  };
}

/** How a plan takes its edit up, by its own commands, which are what was approved. */
export function uptakeOf({ steps }: Pick<Plan, 'steps'>): Uptake {
  return steps.some(({ command }) => command.argv.includes('restart')) ? 'restart' : 'reload';
}
