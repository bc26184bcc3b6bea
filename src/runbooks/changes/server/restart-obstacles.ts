import type { Look } from '../../../model/change-runbook.ts';
import type { Reason } from '../../../model/plan.ts';
import { hostRoom } from './host-room.ts';
import { notOwned, outsiderReasons, systemdUnit } from './own-unit.ts';
import { because } from './refusal.ts';
import { safetyOf } from './safety.ts';
import { runningServer } from './server.ts';
import { startLimit, startLimitReasons } from './start-limit.ts';
import { takenPorts, unsaid } from './wanted-ports.ts';

/** Everything that is against a full restart now: the same for the plan and right before the command. */
export function restartObstacles(look: Look): readonly Reason[] {
  const server = runningServer(look);
  const unit = systemdUnit(look);
  if (server === undefined) return [because('No Apache parent process runs here any more.')];
  if (!unit.found) return [unit.reason];
  const owned = notOwned(server, unit.name, 'restart');
  const taken = takenPorts(look);
  return [
    ...owned,
    ...(owned.length > 0 ? [] : outsiderReasons(server.survey, unit.name)),
    ...taken,
    ...unsaid(taken, safetyOf(look, 'restart').blocking),
    ...startLimitReasons(startLimit(look, unit.facts)),
    ...hostRoom(look, unit.facts),
  ];
}
