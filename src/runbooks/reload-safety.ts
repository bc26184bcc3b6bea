import { configTree, configtest, directives } from '../checks/config/probe.ts';
import { semaphores } from '../checks/limits/probe.ts';
import { logs } from '../checks/logs/logs.ts';
import { errorLog, journal } from '../checks/logs/probe.ts';
import { listeners } from '../checks/ports/probe.ts';
import { processes } from '../checks/processes/probe.ts';
import { missingForReload, type ReloadFacts, reloadHazards } from '../checks/reload/hazards.ts';
import { unit, version } from '../checks/service/probe.ts';
import { certificates } from '../checks/tls/probe.ts';
import { request, statusPage } from '../checks/workers/probe.ts';
import type { Look } from '../model/change-runbook.ts';
import type { Evidence } from '../model/finding.ts';
import type { SafetyCheck } from '../model/plan.ts';
import type { Probe } from '../model/source.ts';
import { factsOf } from './reload-facts.ts';

/** What a reload looks at before it is planned, right before it runs, and afterwards; what may hang stands last. */
export const reloadProbes: readonly Probe[] = [
  unit,
  processes,
  listeners,
  configTree,
  configtest,
  version,
  directives,
  certificates,
  semaphores,
  journal,
  errorLog,
  request,
  statusPage,
];

export interface Safety {
  readonly checks: readonly SafetyCheck[];
  /** Reasons why a reload of what is on disk would end the server, or why that cannot be known. */
  readonly blocking: readonly { readonly why: string; readonly evidence: readonly string[] }[];
}

/** What can be known beyond the syntax check; what matters to safety and could not be seen blocks like a hazard. */
export function reloadSafety(look: Look): Safety {
  const facts = reloadFacts(look);
  const hazards = reloadHazards(facts);
  const missing = missingForReload(facts);
  const others = hazards.filter(({ id }) => id !== 'syntax');
  return {
    checks: [
      {
        name: 'Beyond the syntax',
        passed: others.length === 0,
        detail:
          others.length === 0
            ? 'MPM, Listen lines, certificates and keys, semaphores, PrivateTmp, slots: no hazard found'
            : others.map(({ why }) => why).join('; '),
      },
    ],
    blocking: [
      ...others
        .filter(({ blocks }) => blocks)
        .map(({ why, evidence }) => ({
          why: `A reload would end the server: ${why}.`,
          evidence: evidence.map(textOf),
        })),
      ...(missing.length === 0
        ? []
        : [{ why: `What matters to a reload’s safety could not be seen: ${missing.join(', ')}.`, evidence: [] }]),
    ],
  };
}

function reloadFacts(look: Look): ReloadFacts {
  const arrays = factsOf(look, semaphores);
  return {
    configtest: factsOf(look, configtest),
    version: factsOf(look, version),
    directives: factsOf(look, directives),
    certificates: factsOf(look, certificates),
    processes: factsOf(look, processes),
    listeners: factsOf(look, listeners),
    unit: factsOf(look, unit),
    logs: factsOf(look, logs),
    runningMpm: factsOf(look, statusPage)?.mpm,
    ...(arrays === undefined ? {} : { semaphores: { used: arrays.arrays, limit: arrays.arraysMax } }),
  };
}

function textOf(evidence: Evidence): string {
  return evidence.kind === 'quote'
    ? evidence.text
    : `${evidence.name}: ${evidence.value}${evidence.limit === undefined ? '' : ` of ${evidence.limit}`} ${evidence.unit}`;
}
