import { defined } from '../../lib/defined.ts';
import type { FactsOf } from '../../model/source.ts';
import { logs } from '../../probes/combined/logs.ts';
import { environment } from '../../probes/config/environment.ts';
import { configtest, directives } from '../../probes/config/probe.ts';
import { semaphores } from '../../probes/limits/probe.ts';
import { memory } from '../../probes/memory/memory.ts';
import { memoryRoom } from '../../probes/memory/probe.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit, version } from '../../probes/service/probe.ts';
import { certificates } from '../../probes/tls/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import type { ReloadFacts } from './hazard.ts';

/** Everything a reload is judged by; what may hang stands last. */
export const hazardSources = {
  configtest,
  version,
  directives,
  certificates,
  processes,
  listeners,
  unit,
  logs,
  semaphores,
  environment,
  memory,
  room: memoryRoom,
  page: statusPage,
} as const;

type Collected = {
  readonly [Name in keyof typeof hazardSources]: FactsOf<(typeof hazardSources)[Name]> | undefined;
};

/** The facts of {@link hazardSources} as the judgement wants them. */
export function reloadFactsOf({ semaphores: arrays, ...facts }: Collected): ReloadFacts {
  return {
    ...facts,
    runningMpm: facts.page?.mpm,
    ...defined({ semaphores: arrays === undefined ? undefined : { used: arrays.arrays, limit: arrays.arraysMax } }),
  };
}
