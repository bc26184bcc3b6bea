import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { FactsOf, Source } from '../../../model/source.ts';
import { logs } from '../../../probes/combined/logs.ts';
import { configTree, configtest } from '../../../probes/config/probe.ts';
import { listeners } from '../../../probes/ports/probe.ts';
import { unit, version } from '../../../probes/service/probe.ts';
import type { ApacheRoot, Survey } from '../../../probes/survey/facts.ts';
import { serverOf } from '../../../probes/survey/parents.ts';
import { survey } from '../../../probes/survey/probe.ts';
import { request, statusPage } from '../../../probes/workers/probe.ts';

/** The facts of a source, or undefined where there are none. */
export function factsOf<S extends Source>(look: Look, source: S): FactsOf<S> | undefined {
  const outcome = look.outcomes(source);
  return outcome.status === 'collected' ? (outcome.facts as FactsOf<S>) : undefined;
}

/** The running server, as the process table shows it. */
export interface Server {
  readonly root: ApacheRoot;
  readonly survey: Survey;
  /** Start of the parent in clock ticks since boot. */
  readonly startTicks: number;
}

/** The running server; undefined when no Apache parent runs. */
export function runningServer(look: Look): Server | undefined {
  const facts = factsOf(look, survey);
  const root = facts === undefined ? undefined : serverOf(facts, look.layout?.unit);
  const parent = facts?.processes.find(({ pid }) => pid === root?.pid);
  if (facts === undefined || root === undefined || parent === undefined) return undefined;
  return { root, survey: facts, startTicks: parent.startTicks };
}

/** Sockets the parent listens on, `address:port`, sorted; undefined where holders could not be seen. */
export function listeningOf(look: Look, parentPid: number): readonly string[] | undefined {
  const facts = factsOf(look, listeners);
  if (facts === undefined || !facts.holdersVisible) return undefined;
  return facts.listeners
    .filter(({ holders }) => holders.some(({ pids }) => pids.includes(parentPid)))
    .map(({ address, port }) => `${address}:${port}`)
    .sort();
}

/** The host right before a command, for verification to compare with. */
export function baselineOf(look: Look): Baseline {
  const server = runningServer(look);
  return {
    now: look.context.now ?? null,
    generation: factsOf(look, serverSources.statusPage)?.mpmGeneration ?? null,
    parent: server === undefined ? null : { pid: server.root.pid, start: server.startTicks },
    listening: (server === undefined ? undefined : listeningOf(look, server.root.pid)) ?? null,
    configHash: factsOf(look, serverSources.configTree)?.digest ?? null,
  };
}

/** What the change runbooks read of a look. */
export const serverSources = {
  survey,
  unit,
  configtest,
  configTree,
  listeners,
  version,
  statusPage,
  request,
  logs,
} as const;
