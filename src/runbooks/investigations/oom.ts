import { sizeText } from '../../lib/quantity.ts';
import { directives } from '../../probes/config/probe.ts';
import { kernelLog, oomCounters } from '../../probes/kernel/probe.ts';
import { vitals } from '../../probes/limits/probe.ts';
import { memory } from '../../probes/memory/memory.ts';
import { memoryRoom } from '../../probes/memory/probe.ts';
import { memoryUsers } from '../../probes/memory/users.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit, version } from '../../probes/service/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** What the kernel killed for memory, and what uses it now. */
export const oom = defineInvestigation({
  verb: 'oom',
  place: 40,
  title: 'OOM killer and memory',
  summary: 'Says whether the kernel killed something for memory, and what uses it now.',
  options: { since: '1d' },
  examples: ['oom web-03', 'oom web-03 --since 1d'],
  looksAt: 'the kernel log, memory limits and pressure, and memory per Apache process',
  alsoTried: ['killer', 'oomkill', 'oom-killer', 'swap'],
  button: 'Look for OOM kills',
  sources: [kernelLog, oomCounters, unit, processes, vitals, memoryRoom, memoryUsers, directives, version],
  state: [serverLine, memoryLine],
  panels: 'none',
});

function memoryLine(outcomes: Outcomes): readonly string[] {
  const used = factsFrom(outcomes, memory);
  const space = factsFrom(outcomes, memoryRoom);
  const lines: string[] = [];
  if (used !== undefined) {
    const by =
      used.measuredBy === 'private' ? 'private memory' : 'resident size, which counts shared pages in every child';
    lines.push(`children: ${sizeText(used.meanKiB)} on average, ${sizeText(used.maxKiB)} at most (${by})`);
  }
  if (space !== undefined) {
    const limit = space.cgroupLimitKiB === undefined ? '' : `, limit of the unit ${sizeText(space.cgroupLimitKiB)}`;
    lines.push(`memory: ${sizeText(space.availableKiB)} available of ${sizeText(space.totalKiB)}${limit}`);
  }
  return lines;
}
