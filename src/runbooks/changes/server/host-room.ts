import { sizeText } from '../../../lib/quantity.ts';
import type { Look } from '../../../model/change-runbook.ts';
import type { Reason } from '../../../model/plan.ts';
import { directives } from '../../../probes/config/probe.ts';
import { oomCounters } from '../../../probes/kernel/probe.ts';
import { memory } from '../../../probes/memory/memory.ts';
import { mpmSettings } from '../../../probes/memory/mpm-settings.ts';
import { memoryRoom } from '../../../probes/memory/probe.ts';
import type { UnitFacts } from '../../../probes/service/facts.ts';
import { because } from './refusal.ts';
import { factsOf, serverSources } from './server.ts';

/** A whole small host with a fresh httpd was measured at 23 to 30 MiB; below twice that nothing is started. */
const START_KIB = 64 * 1_024;

/** The control program with its shell, the parent, and the helper threads of one child (listener, main thread, signals). */
const SPARE_TASKS = 8;

/** Why a new server would not find memory or process slots; what the running one holds is counted as free, as it ends first. Silent where that cannot be judged. */
export function hostRoom(look: Look, unit: UnitFacts): readonly Reason[] {
  return [...memoryReasons(look), ...taskReasons(look, unit)];
}

function memoryReasons(look: Look): readonly Reason[] {
  const room = factsOf(look, memoryRoom);
  if (room === undefined) return [];
  const own = factsOf(look, memory)?.apacheKiB ?? 0;
  const free = room.availableKiB + (room.swapFreeKiB ?? 0) + own;
  if (free >= START_KIB) return [];
  return [
    because(
      `Memory is short: ${sizeText(room.availableKiB)} available and ${sizeText(room.swapFreeKiB ?? 0)} of swap free, and stopping Apache would free about ${sizeText(own)}. A new server might not come up, or be killed at once. Free memory first: diagnose names what uses it.`,
    ),
  ];
}

function taskReasons(look: Look, unit: UnitFacts): readonly Reason[] {
  const settings = mpmSettings(factsOf(look, directives), factsOf(look, serverSources.version)?.mpm);
  const needed = (settings?.threadsPerChild ?? 1) + SPARE_TASKS;
  const own = unit.tasks ?? 0;
  const groups = factsOf(look, oomCounters)?.groups ?? [];
  const tight = [
    ...groups.map(({ path, tasks, tasksMax }) => ({ path, tasks, tasksMax })),
    { path: `TasksMax of ${unit.unit ?? 'the unit'}`, tasks: own, tasksMax: unit.tasksMax },
  ].find(({ tasks, tasksMax }) => tasksMax !== undefined && tasks !== undefined && tasksMax - tasks + own < needed);
  if (tight === undefined) return [];
  return [
    because(
      `Process slots are short: ${tight.path} allows ${tight.tasksMax} tasks and ${tight.tasks} are in use, ${own} of them the server’s own; its first child needs about ${needed} (AH00159, AH03104). Raise the limit or end what uses it first.`,
    ),
  ];
}
