import type { Look } from '../../../model/change-runbook.ts';
import type { SafetyCheck } from '../../../model/plan.ts';
import { directives } from '../../../probes/config/probe.ts';
import { processes } from '../../../probes/processes/probe.ts';
import { keptLimits } from '../../kept-limits.ts';
import { factsOf, runningServer, serverSources } from '../server/server.ts';

/** What stands on disk and the running parent does not have: a limit of its start, which a reload keeps. */
export function keptChecks(look: Look): readonly SafetyCheck[] {
  const server = runningServer(look);
  const { now } = look.context;
  const age = server?.survey.processes.find(({ pid }) => pid === server.root.pid)?.ageSeconds;
  const started =
    now === undefined || age === undefined ? undefined : new Date(Date.parse(now) - age * 1_000).toISOString();
  const page = factsOf(look, serverSources.statusPage);
  const kept = keptLimits({
    directives: factsOf(look, directives),
    logs: factsOf(look, serverSources.logs),
    version: factsOf(look, serverSources.version),
    processes: factsOf(look, processes),
    page,
    runningMpm: page?.mpm,
    changed: factsOf(look, serverSources.configTree)?.changed,
    parentStarted: started,
  });
  return kept.map((detail) => ({ name: 'Kept from the start', passed: false, detail }));
}
