import type { Probe } from '../../../model/source.ts';
import { oomCounters } from '../../../probes/kernel/probe.ts';
import { memoryRoom } from '../../../probes/memory/probe.ts';
import { serverProbes } from './safety.ts';

/** What starting and stopping the service looks at besides: room for processes and memory. Each once. */
export const serviceProbes: readonly Probe[] = [...new Set<Probe>([oomCounters, memoryRoom, ...serverProbes])];
