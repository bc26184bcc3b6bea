import type { Look } from '../../../model/change-runbook.ts';
import type { Evidence } from '../../../model/finding.ts';
import type { Reason, SafetyCheck } from '../../../model/plan.ts';
import type { Probe } from '../../../model/source.ts';
import { environment } from '../../../probes/config/environment.ts';
import { configTree, configtest, directives } from '../../../probes/config/probe.ts';
import { limits, semaphores } from '../../../probes/limits/probe.ts';
import { errorLog, journal } from '../../../probes/logs/probe.ts';
import { memoryRoom } from '../../../probes/memory/probe.ts';
import { listeners } from '../../../probes/ports/probe.ts';
import { processes } from '../../../probes/processes/probe.ts';
import { unit, version } from '../../../probes/service/probe.ts';
import { certificates } from '../../../probes/tls/probe.ts';
import { request, statusPage } from '../../../probes/workers/probe.ts';
import type { ReloadFacts } from '../../../rules/reload/hazard.ts';
import { missingForReload, reloadHazards, unseenForReload } from '../../../rules/reload/hazards.ts';
import { hazardSources, reloadFactsOf } from '../../../rules/reload/sources.ts';
import { endedByStop } from '../../preflight.ts';
import { factsOf } from './server.ts';

/** What every change of a server looks at before it is planned, right before it runs, and afterwards; what may hang stands last. */
export const serverProbes: readonly Probe[] = [
  unit,
  processes,
  listeners,
  configTree,
  configtest,
  version,
  directives,
  certificates,
  semaphores,
  environment,
  memoryRoom,
  limits,
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

/** How the configuration on disk is to be taken up: by the running parent, or by a new one. */
export type Uptake = 'reload' | 'restart';

/** Whether what is on disk would survive, as far as can be known; what matters and could not be seen blocks like a hazard. */
export function safetyOf(look: Look, uptake: Uptake): Safety {
  const facts = reloadFacts(look);
  const missing = missingForReload(facts);
  const unseen = unseenForReload(facts);
  const hazards = reloadHazards(facts).filter(
    ({ id }) => id !== 'syntax' && (uptake === 'reload' || !endedByStop.has(id)),
  );
  const syntax = configtestReasons(look);
  return {
    checks: [
      ...(syntax.length === 0 ? [{ name: 'Syntax check as root', passed: true, detail: 'Syntax OK' }] : []),
      {
        name: 'Beyond the syntax',
        passed: hazards.length === 0,
        detail: hazards.length === 0 ? looked[uptake] : hazards.map(({ why }) => why).join('; '),
      },
      ...(unseen.length === 0 ? [] : [{ name: 'Not seen', passed: false, detail: unseen.join(', ') }]),
    ],
    blocking: [
      ...syntax,
      ...hazards
        .filter(({ blocks }) => blocks)
        .map(({ why, evidence }) => ({ why: `${endings[uptake]}: ${why}.`, evidence: evidence.map(textOf) })),
      ...(missing.length === 0
        ? []
        : [{ why: `What matters to a ${uptake}’s safety could not be seen: ${missing.join(', ')}.`, evidence: [] }]),
    ],
  };
}

const endings = {
  reload: 'A reload would end the server',
  restart: 'The server would not start again',
} as const;

const looked = {
  reload:
    'MPM, Listen lines, certificates and keys, variables, log programs, semaphores, memory, PrivateTmp, slots: no hazard found',
  restart: 'Listen lines, certificates and keys, log programs, PrivateTmp: no hazard found',
} as const;

function configtestReasons(look: Look): readonly Reason[] {
  const outcome = look.outcomes(configtest);
  const facts = factsOf(look, configtest);
  if (facts === undefined) {
    const detail = outcome.status === 'unavailable' ? outcome.detail : '';
    return [{ why: `The configuration could not be tested (${detail}).`, evidence: [] }];
  }
  if (!facts.ok) {
    const [error] = facts.errors;
    const place =
      error?.file === undefined ? '' : ` (${error.file}${error.line === undefined ? '' : `, line ${error.line}`})`;
    return [
      {
        why: `The configuration on disk does not load${place}: ${error?.reason ?? 'the syntax check failed'}`,
        evidence: facts.entries.slice(0, 3).map(({ raw }) => raw),
      },
    ];
  }
  if (facts.privileged !== false) return [];
  return [
    {
      why: 'The configuration could only be tested as an ordinary user, who cannot read keys: the answer proves too little.',
      evidence: [],
    },
  ];
}

function reloadFacts(look: Look): ReloadFacts {
  const { configtest, version, directives, certificates, processes, listeners, unit, logs, semaphores } = hazardSources;
  return reloadFactsOf({
    configtest: factsOf(look, configtest),
    version: factsOf(look, version),
    directives: factsOf(look, directives),
    certificates: factsOf(look, certificates),
    processes: factsOf(look, processes),
    listeners: factsOf(look, listeners),
    unit: factsOf(look, unit),
    logs: factsOf(look, logs),
    semaphores: factsOf(look, semaphores),
    environment: factsOf(look, hazardSources.environment),
    memory: factsOf(look, hazardSources.memory),
    room: factsOf(look, hazardSources.room),
    page: factsOf(look, hazardSources.page),
  });
}

function textOf(evidence: Evidence): string {
  return evidence.kind === 'quote'
    ? evidence.text
    : `${evidence.name}: ${evidence.value}${evidence.limit === undefined ? '' : ` of ${evidence.limit}`} ${evidence.unit}`;
}
