import { oomCounters } from '../../../checks/kernel/probe.ts';
import { memoryRoom } from '../../../checks/memory/probe.ts';
import type { Probe } from '../../../model/source.ts';
import { serverProbes } from './safety.ts';

/** What starting and stopping the service looks at besides: room for processes and memory. Each once. */
export const serviceProbes: readonly Probe[] = [...new Set<Probe>([oomCounters, memoryRoom, ...serverProbes])];
