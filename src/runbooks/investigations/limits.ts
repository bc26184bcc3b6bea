import { columns } from '../../lib/columns.ts';
import { sizeText } from '../../lib/quantity.ts';
import type { Panel } from '../../model/report.ts';
import { directives } from '../../probes/config/probe.ts';
import { disks } from '../../probes/disks/probe.ts';
import { kernelLog } from '../../probes/kernel/probe.ts';
import { limits as processLimits, semaphores, vitals } from '../../probes/limits/probe.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit } from '../../probes/service/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** Limits of the operating system and how near they are. */
export const limits = defineInvestigation({
  verb: 'limits',
  place: 120,
  title: 'Limits',
  summary: 'Says how near the server is to its limits of files, processes and tasks.',
  examples: ['limits web-03'],
  looksAt: 'limits of the running parent, tasks of its unit, semaphores, and what the logs say about them',
  alsoTried: ['limit', 'ulimit', 'nofile', 'nproc', 'fds', 'tasksmax'],
  button: 'Show the limits',
  sources: [
    processLimits,
    unit,
    vitals,
    semaphores,
    processes,
    directives,
    kernelLog,
    disks,
    errorLog,
    vhostLogs,
    journal,
  ],
  state: [serverLine],
  panels: limitPanels,
});

const shown = ['Max open files', 'Max processes', 'Max core file size', 'Max locked memory', 'Max file size'];

/** What the running server may use at most, and what it uses. */
function limitPanels(outcomes: Outcomes): readonly Panel[] {
  const rows = [...ownRows(outcomes), ...unitRows(outcomes), ...hostRows(outcomes)];
  return rows.length === 0 ? [] : [{ title: 'Limits', lines: columns([['what', 'used', 'limit', 'of'], ...rows]) }];
}

function ownRows(outcomes: Outcomes): readonly (readonly string[])[] {
  const own = factsFrom(outcomes, processLimits);
  const most = factsFrom(outcomes, processes)?.processes.reduce((top, { fds = 0 }) => Math.max(top, fds), 0) ?? 0;
  return shown.flatMap((name) => {
    const bound = own?.values[name];
    if (bound === undefined) return [];
    const open =
      most > 0 ? `${most} in the fullest process` : own?.fds === undefined ? '?' : `${own.fds} in the parent`;
    const used = name === 'Max open files' ? open : '';
    return [[name.replace(/^Max /, ''), used, boundText(bound.soft), `parent ${own?.pid ?? ''}`.trim()]];
  });
}

function unitRows(outcomes: Outcomes): readonly (readonly string[])[] {
  const service = factsFrom(outcomes, unit);
  if (service === undefined) return [];
  const name = service.unit ?? 'the unit';
  const tasks =
    service.tasks === undefined ? [] : [['tasks', String(service.tasks), boundText(service.tasksMax), name]];
  if (service.memoryBytes === undefined) return tasks;
  const most = service.memoryMaxBytes;
  return [
    ...tasks,
    ['memory', sizeText(service.memoryBytes / 1_024), most === undefined ? 'unlimited' : sizeText(most / 1_024), name],
  ];
}

function hostRows(outcomes: Outcomes): readonly (readonly string[])[] {
  const arrays = factsFrom(outcomes, semaphores);
  const machine = factsFrom(outcomes, vitals);
  return [
    ...(arrays === undefined ? [] : [['semaphore arrays', String(arrays.arrays), String(arrays.arraysMax), 'kernel']]),
    ...(machine?.load1 === undefined || machine.cpus === undefined
      ? []
      : [['load, one minute', String(machine.load1), `${machine.cpus} processors`, 'host']]),
  ];
}

function boundText(bound: number | 'unlimited' | undefined): string {
  return bound === undefined ? 'unlimited' : String(bound);
}
