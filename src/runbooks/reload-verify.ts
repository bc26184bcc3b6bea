import type { LogFacts } from '../checks/logs/facts.ts';
import { latest, quotesOf, withCode } from '../checks/logs/select.ts';
import type { Baseline, Look } from '../model/change-runbook.ts';
import type { LogEntry } from '../model/log-entry.ts';
import type { Plan, SafetyCheck, Verification } from '../model/plan.ts';
import { factsOf, listeningOf, reloadSources, runningServer, type Server } from './reload-facts.ts';

/** Codes of prefork, worker and event, in this order. */
const asked = ['AH00171', 'AH00297', 'AH00493'] as const;
const resumed = ['AH00163', 'AH00292', 'AH00489'] as const;
/** The second read of the configuration failed and the server ended itself (server/main.c). */
const died = ['AH00017', 'AH00018', 'AH00019', 'AH00020'] as const;
/** Limits that a reload cannot change: the old value stays (mpm_common and each MPM's check_config). */
const ignored = ['AH00179', 'AH00304', 'AH00501', 'AH00309', 'AH00506'] as const;

/** A point, and whether its failure is proof that the reload went wrong. */
interface Point extends SafetyCheck {
  readonly fatal?: boolean;
}

/** What a graceful reload must show (b: parent, log lines, generation, children, sockets, a request): all of it, or it is not called verified. */
export function verifyReload(plan: Plan, baseline: Baseline, look: Look): Verification {
  const server = runningServer(look);
  const points: readonly Point[] = [
    parentPoint(plan, server),
    ...logPoints(baseline, look, plan.preconditions.parentPid),
    generationPoint(plan, baseline, look),
    childrenPoint(baseline, look, server),
    socketsPoint(plan, look, server),
    requestPoint(look),
  ];
  const wrong = points.some(({ passed, fatal }) => !passed && fatal === true);
  const outcome = wrong ? 'failed' : points.every(({ passed }) => passed) ? 'verified' : 'unsure';
  return {
    outcome,
    points: points.map(({ name, passed, detail }) => ({ name, passed, detail })),
    quotes: quotes(since(look, baseline)),
  };
}

function parentPoint({ preconditions: { parentPid, parentStart } }: Plan, server: Server | undefined): Point {
  const name = 'Same parent';
  if (server === undefined)
    return { name, passed: false, fatal: true, detail: `no Apache parent runs any more; it was pid ${parentPid}` };
  const same = server.root.pid === parentPid && server.startTicks === parentStart;
  if (same) return { name, passed: true, detail: `pid ${parentPid} lives on, so no socket was closed` };
  return { name, passed: false, fatal: true, detail: `the parent is pid ${server.root.pid} now; it was ${parentPid}` };
}

function logPoints(baseline: Baseline, look: Look, parentPid: number): readonly Point[] {
  const entries = since(look, baseline);
  if (entries === undefined) return [{ name: 'Log lines', passed: false, detail: 'the error log could not be read' }];
  const dead = withCode(entries, ...died);
  const stuck = withCode(entries, ...ignored);
  const begun = withCode(entries, ...asked);
  const done = withCode(entries, ...resumed).filter(
    ({ pid, at }) => (pid === undefined || pid === parentPid) && isAfter(at, latest(begun)),
  );
  return [
    dead.length > 0
      ? {
          name: 'No fatal line',
          passed: false,
          fatal: true,
          detail: `${dead[0]?.code}: the server ended itself on its second read of the configuration`,
        }
      : { name: 'No fatal line', passed: true, detail: 'none of AH00017 to AH00020 since then' },
    begun.length > 0 && done.length > 0
      ? {
          name: 'Log lines',
          passed: true,
          detail: `${begun[0]?.code} (restart asked for), then ${done.at(-1)?.code} (serving again)`,
        }
      : {
          name: 'Log lines',
          passed: false,
          detail:
            begun.length === 0
              ? 'no graceful restart is in the log since then'
              : `${begun[0]?.code}, but the server has not said that it resumed`,
        },
    ...(stuck.length === 0
      ? []
      : [
          {
            name: 'Took effect',
            passed: false,
            fatal: true,
            detail: `${stuck[0]?.code}: a changed limit needs a full restart; the old value stays`,
          },
        ]),
  ];
}

function generationPoint(plan: Plan, baseline: Baseline, look: Look): Point {
  const name = 'New generation';
  const before = baseline.generation ?? plan.preconditions.generation;
  const now = factsOf(look, reloadSources.statusPage)?.mpmGeneration;
  if (before === null)
    return { name, passed: true, detail: 'the status page told no generation before; the log lines decide' };
  if (now === undefined) return { name, passed: false, detail: 'the status page did not answer' };
  return { name, passed: now > before, detail: `reloads so far: ${before} → ${now}` };
}

function childrenPoint({ now: before }: Baseline, look: Look, server: Server | undefined): Point {
  const name = 'New children';
  const { now } = look.context;
  if (server === undefined || now === undefined || before === null)
    return { name, passed: false, detail: 'the children’s ages could not be read' };
  const elapsed = (Date.parse(now) - Date.parse(before)) / 1_000;
  const children = server.survey.processes.filter(({ ppid, state }) => ppid === server.root.pid && state !== 'Z');
  const fresh = children.filter(({ ageSeconds }) => ageSeconds !== undefined && ageSeconds <= elapsed);
  const old = children.length - fresh.length;
  const rest = old === 0 ? '' : `; ${old} of before still there, finishing or not a worker`;
  return { name, passed: fresh.length > 0, detail: `${fresh.length} younger than the reload${rest}` };
}

function socketsPoint({ preconditions: { listening } }: Plan, look: Look, server: Server | undefined): Point {
  const name = 'Same sockets';
  const now = server === undefined ? undefined : listeningOf(look, server.root.pid);
  if (now === undefined) return { name, passed: false, detail: 'who listens could not be seen' };
  const lost = listening.filter((socket) => !now.includes(socket));
  const gained = now.filter((socket) => !listening.includes(socket));
  if (lost.length > 0) return { name, passed: false, fatal: true, detail: `no longer listening on ${lost.join(', ')}` };
  return {
    name,
    passed: true,
    detail: gained.length === 0 ? now.join(', ') : `${now.join(', ')} (new: ${gained.join(', ')})`,
  };
}

/** One slow answer is no failure: event may pause a full second after SIGUSR1 (event.c, server_main_loop). */
function requestPoint(look: Look): Point {
  const name = 'A real request';
  const answers = factsOf(look, reloadSources.request)?.answers ?? [];
  const [answered] = answers.filter((one) => one.answered);
  if (answered !== undefined)
    return {
      name,
      passed: true,
      detail: `${answered.url} answered ${answered.http ?? ''} in ${Math.round((answered.totalSeconds ?? 0) * 1_000)} ms`,
    };
  const [first] = answers;
  if (first === undefined) return { name, passed: false, detail: 'no request could be made' };
  return {
    name,
    passed: false,
    fatal: !first.connected,
    detail: `${first.url} did not answer (curl exit ${first.exit})`,
  };
}

/** What was logged since the baseline; a second earlier, as journal and error log round differently. */
function since(look: Look, { now }: Baseline): LogFacts | undefined {
  const facts = factsOf(look, reloadSources.logs);
  if (facts === undefined || now === null) return facts === undefined ? undefined : { ...facts, entries: [] };
  const from = Date.parse(now) - 1_000;
  return { ...facts, entries: facts.entries.filter(({ at }) => at !== undefined && Date.parse(at) >= from) };
}

function isAfter(at: string | undefined, other: string | undefined): boolean {
  return at === undefined || other === undefined || Date.parse(at) >= Date.parse(other);
}

function quotes(entries: LogFacts | undefined): readonly string[] {
  const told: readonly LogEntry[] =
    entries === undefined ? [] : withCode(entries, ...asked, ...resumed, ...died, ...ignored);
  return (quotesOf(told, 4) ?? []).map(({ text }) => text);
}
