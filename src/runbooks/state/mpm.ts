import { columns } from '../../lib/columns.ts';
import type { Panel } from '../../model/report.ts';
import type { Directive } from '../../probes/config/facts.ts';
import { directives } from '../../probes/config/probe.ts';
import { type MpmSettings, mpmSettings } from '../../probes/memory/mpm-settings.ts';
import { spareNotes } from '../../probes/memory/spare.ts';
import { version } from '../../probes/service/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

/** What a change of each limit needs (manual, MPM directives; ServerLimit and ThreadLimit size the scoreboard). */
const needs: readonly (readonly [name: string, directive: string, needs: string])[] = [
  ['MaxRequestWorkers', 'maxrequestworkers', 'reload'],
  ['ServerLimit', 'serverlimit', 'full stop and start'],
  ['ThreadsPerChild', 'threadsperchild', 'reload'],
  ['ThreadLimit', 'threadlimit', 'full stop and start'],
  ['StartServers', 'startservers', 'reload'],
  ['MinSpareThreads', 'minsparethreads', 'reload'],
  ['MaxSpareThreads', 'maxsparethreads', 'reload'],
  ['MinSpareServers', 'minspareservers', 'reload'],
  ['MaxSpareServers', 'maxspareservers', 'reload'],
  ['MaxConnectionsPerChild', 'maxconnectionsperchild', 'reload'],
  ['AsyncRequestWorkerFactor', 'asyncrequestworkerfactor', 'reload'],
  ['ListenBackLog', 'listenbacklog', 'full stop and start'],
];

/** The limits on disk, what httpd makes of them, and what a change needs. */
export function mpmPanels(outcomes: Outcomes): readonly Panel[] {
  const page = factsFrom(outcomes, statusPage);
  const built = factsFrom(outcomes, version);
  const running = page?.mpm;
  const settings = mpmSettings(factsFrom(outcomes, directives), running ?? built?.mpm);
  const mpm = [
    `running: ${running ?? 'not known without the status page'}; on disk: ${built?.mpm ?? 'not known'}`,
    ...(running !== undefined && built?.mpm !== undefined && running !== built.mpm
      ? ['the MPM was changed on disk: a reload would end the server (AH00534), only a full stop and start changes it']
      : []),
  ];
  if (settings === undefined) return [{ title: 'MPM', lines: [...mpm, 'the limits on disk could not be read'] }];
  const slots = page?.scoreboard?.slots;
  return [
    { title: 'MPM', lines: [...mpm, ...effectiveLines(settings, slots)] },
    { title: 'Limits on disk', lines: limitLines(settings) },
    { title: 'Spare limits during a reload', lines: spareNotes(settings, page?.busy) },
  ];
}

function limitLines({ lines, mpm }: MpmSettings): readonly string[] {
  const rows = needs.flatMap(([name, key, change]) => {
    const given: Directive | undefined = lines[key];
    if (given === undefined) return [];
    return [[name, given.args[0] ?? '?', change, `${given.file}:${given.line}`]];
  });
  if (rows.length === 0) return [`none is set, so the defaults of ${mpm} hold`];
  return columns([['directive', 'value', 'a change needs', 'where'], ...rows]);
}

/** What httpd makes of the numbers, in the order in which it applies its rules, and the room it leaves for a second generation. */
export function effectiveLines(settings: MpmSettings, runningSlots: number | undefined): readonly string[] {
  const { mpm, serverLimit, threadsPerChild, maxRequestWorkers, maxConnectionsPerChild } = settings;
  const { workers, notes } = effectiveWorkers(settings);
  const lines = [
    `effective MaxRequestWorkers of what is on disk: ${workers}${workers === maxRequestWorkers ? '' : ` (${maxRequestWorkers} is written)`}`,
    ...notes,
  ];
  if (runningSlots !== undefined && runningSlots !== workers)
    lines.push(
      `the running server has ${runningSlots} slots: it was started with other limits, or old processes hold some`,
    );
  if (mpm !== 'prefork') {
    const needed = Math.ceil(workers / threadsPerChild);
    lines.push(
      `processes: ${needed} at full load of ServerLimit ${serverLimit}; ${serverLimit >= 2 * needed ? 'enough' : `${serverLimit - needed} spare`} for old generations during a reload`,
    );
  }
  lines.push(
    maxConnectionsPerChild === 0
      ? 'MaxConnectionsPerChild 0: children are never replaced, so a leak has no bound'
      : `MaxConnectionsPerChild ${maxConnectionsPerChild}: a child is replaced after so many connections`,
  );
  return lines;
}

/** MaxRequestWorkers as httpd corrects it: raised to one process, rounded down to whole processes, cut by ServerLimit (AH00511 to AH00516, AH00180). */
export function effectiveWorkers({ mpm, serverLimit, threadsPerChild, maxRequestWorkers, lines }: MpmSettings): {
  readonly workers: number;
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  if (mpm === 'prefork') {
    if (maxRequestWorkers <= serverLimit) return { workers: maxRequestWorkers, notes };
    return { workers: serverLimit, notes: [`cut to ServerLimit ${serverLimit} (AH00180)`] };
  }
  const threadLimit = Number(lines['threadlimit']?.args[0] ?? 64);
  const threads =
    Number.isInteger(threadLimit) && threadLimit > 0 ? Math.min(threadsPerChild, threadLimit) : threadsPerChild;
  if (threads < threadsPerChild)
    notes.push(`ThreadsPerChild ${threadsPerChild} is cut to ThreadLimit ${threadLimit} (AH00507)`);
  let workers = maxRequestWorkers;
  if (workers < threads) {
    notes.push(`raised to one process of ${threads} threads (AH00511)`);
    workers = threads;
  }
  if (workers % threads !== 0) {
    workers -= workers % threads;
    notes.push(`rounded down to a multiple of ThreadsPerChild ${threads} (AH00513)`);
  }
  if (workers > serverLimit * threads) {
    workers = serverLimit * threads;
    notes.push(`cut to ServerLimit ${serverLimit} × ThreadsPerChild ${threads} (AH00515)`);
  }
  return { workers, notes };
}
