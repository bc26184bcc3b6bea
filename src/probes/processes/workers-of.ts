import type { LogFacts } from '../logs/facts.ts';
import type { StatusPage } from '../workers/status-facts.ts';
import type { ListedProcess, ProcessFacts } from './facts.ts';

/** True when the running MPM uses threads; undefined when nothing tells. */
export function threadedMpm(
  facts: ProcessFacts,
  page: StatusPage | undefined,
  log: LogFacts | undefined,
): boolean | undefined {
  if (page?.mpm !== undefined) return page.mpm !== 'prefork';
  const module = log?.entries.findLast(({ module: name }) => name?.startsWith('mpm_'))?.module;
  if (module !== undefined) return module !== 'mpm_prefork' && module !== 'mpm_itk';
  const threads = facts.processes.filter(({ ppid }) => ppid !== undefined).map(({ threads: count }) => count ?? 0);
  return threads.some((count) => count > 2) ? true : undefined;
}

/** A child that serves: with a threaded MPM a single-threaded child is mod_cgid’s daemon or the like, and a zombie never serves. */
export function isWorkerOf(child: ListedProcess, threaded: boolean | undefined): boolean {
  if (child.state === 'Z') return false;
  return threaded !== true || child.threads === undefined || child.threads > 1;
}
