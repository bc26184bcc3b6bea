import type { Directive } from '../probes/config/facts.ts';
import { type Mpm, mpmSettings } from '../probes/memory/mpm-settings.ts';
import { isWorkerOf } from '../probes/processes/workers-of.ts';
import { runningAs } from '../probes/service/lifecycle.ts';
import type { PreflightFacts } from './preflight-facts.ts';

const said =
  /changing (ServerLimit|ThreadLimit) to (\d{1,9}) from original value of (\d{1,9}) not allowed during restart/;

/**
 * ServerLimit and ThreadLimit size the scoreboard, which lives as long as the parent: what a reload would leave as it is. httpd says so only after a reload
 * (AH00501, AH00506, AH00179); before, the server itself shows how many slots it must have at least, and the time of the file that it may have others.
 */
export function keptLimits(facts: PreflightFacts): readonly string[] {
  return [
    ...(['ServerLimit', 'ThreadLimit'] as const).flatMap(
      (name) => byLog(facts, name) ?? bySize(facts, name) ?? byTime(facts, name),
    ),
    ...bySlots(facts),
  ];
}

type Limit = 'ServerLimit' | 'ThreadLimit';

function writtenAs({ directives }: PreflightFacts, name: Limit): Directive | undefined {
  return directives?.directives.findLast((one) => one.name === name.toLowerCase());
}

function placeOf({ file, line }: Directive): string {
  return `${file}:${line}`;
}

function byLog(facts: PreflightFacts, name: Limit): readonly string[] | undefined {
  const written = writtenAs(facts, name);
  const entry = facts.logs?.entries.findLast(({ message }) => said.exec(message)?.[1] === name);
  const original = said.exec(entry?.message ?? '')?.[3];
  if (written === undefined || original === undefined) return undefined;
  if (written.args[0] === original) return [];
  return [
    `${name} ${written.args[0]} (${placeOf(written)}): the running server keeps ${original} until a full stop and start`,
  ];
}

/** The running server has more than is written: it was started with another limit. */
function bySize(facts: PreflightFacts, name: Limit): readonly string[] | undefined {
  const written = writtenAs(facts, name);
  const limit = Number(written?.args[0]);
  const least = name === 'ServerLimit' ? processesOf(facts) : threadsOf(facts);
  if (written === undefined || !Number.isInteger(limit) || limit <= 0 || least === undefined || least <= limit)
    return undefined;
  const what = name === 'ServerLimit' ? 'processes' : 'threads in a process';
  return [
    `${name} ${limit} (${placeOf(written)}): the running server has room for at least ${least} ${what} and keeps its own limit until a full stop and start`,
  ];
}

/** The line may be older than the file's last change; which it is, only the server's own start would tell. */
function byTime(facts: PreflightFacts, name: Limit): readonly string[] {
  const written = writtenAs(facts, name);
  if (written === undefined || !changedAfter(facts, written, facts.parentStarted)) return [];
  return [
    `${name} ${written.args[0]} (${placeOf(written)}): the file changed after the start; if this line did, the running server keeps its own until a full stop and start`,
  ];
}

function changedAfter({ changed = [] }: PreflightFacts, { file }: Directive, since: string | undefined): boolean {
  const at = changed.find(({ path }) => path === file)?.at;
  return at !== undefined && since !== undefined && Date.parse(at) > Date.parse(since);
}

function runningMpm({ page, runningMpm: known, version }: PreflightFacts): Mpm | undefined {
  const name = page?.mpm ?? known ?? version?.mpm;
  return name === 'prefork' || name === 'worker' || name === 'event' ? name : undefined;
}

/** ThreadsPerChild of the running server: a complete child of worker or event has one thread more that listens, and the first one. */
function threadsOf(facts: PreflightFacts): number | undefined {
  if (runningMpm(facts) === 'prefork') return undefined;
  const counts = (facts.processes?.processes ?? [])
    .filter((child) => child.ppid !== undefined && isWorkerOf(child, true))
    .map(({ threads }) => (threads ?? 0) - 2);
  const most = Math.max(0, ...counts);
  return most > 0 ? most : undefined;
}

/** The slots on the status page are MaxRequestWorkers in effect, so that many processes there can be at least. */
function processesOf(facts: PreflightFacts): number | undefined {
  const slots = facts.page?.scoreboard?.slots;
  if (slots === undefined) return undefined;
  if (runningMpm(facts) === 'prefork') return slots;
  const threads = threadsOf(facts);
  return threads === undefined ? undefined : Math.ceil(slots / threads);
}

/** After the last reload the server should have as many slots as the files say; fewer were cut to a limit that it had kept. */
function bySlots(facts: PreflightFacts): readonly string[] {
  const settings = mpmSettings(facts.directives, runningMpm(facts));
  const written = settings?.lines['maxrequestworkers'];
  const { page } = facts;
  const slots = page?.scoreboard?.slots;
  const loaded = loadedAt(facts);
  if (settings === undefined || written === undefined || slots === undefined || loaded === undefined) return [];
  const effective = effectiveSlots(settings);
  const mpmLines = [
    written,
    settings.lines['serverlimit'],
    settings.lines['threadlimit'],
    settings.lines['threadsperchild'],
  ];
  if (slots >= effective || (page?.graceful ?? 0) > 0 || (page?.configGeneration ?? 1) < 2) return [];
  if (mpmLines.some((line) => line !== undefined && changedAfter(facts, line, loaded))) return [];
  return [
    `MaxRequestWorkers ${settings.maxRequestWorkers} (${placeOf(written)}): the running server has ${slots} slots although it was reloaded since, so it still has the ServerLimit or ThreadLimit of its start`,
  ];
}

/** When the running server read its configuration last: its status page counts from the start, whatever was reloaded since. */
function loadedAt({ logs }: PreflightFacts): string | undefined {
  return logs === undefined ? undefined : runningAs(logs)?.entry.at;
}

/** MaxRequestWorkers after httpd's own cuts to ServerLimit and to whole processes. */
function effectiveSlots(settings: NonNullable<ReturnType<typeof mpmSettings>>): number {
  const { mpm, serverLimit, threadsPerChild, maxRequestWorkers } = settings;
  if (mpm === 'prefork') return Math.min(maxRequestWorkers, serverLimit);
  const processes = Math.max(1, Math.floor(maxRequestWorkers / threadsPerChild));
  return Math.min(processes, serverLimit) * threadsPerChild;
}
