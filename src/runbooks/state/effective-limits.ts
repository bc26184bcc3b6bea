import type { MpmSettings } from '../../probes/memory/mpm-settings.ts';

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
