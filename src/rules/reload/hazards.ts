import { isUnreadableKey } from '../../probes/config/errors.ts';
import { quoteOf } from '../../probes/logs/select.ts';
import { runningAs } from '../../probes/service/lifecycle.ts';
import type { Hazard, ReloadFacts } from './hazard.ts';
import { listenHazards } from './listen-hazards.ts';
import { logHazards } from './log-hazards.ts';
import { memoryHazards, unseenMemory } from './memory-hazards.ts';
import { tlsHazards } from './tls-hazards.ts';
import { foreignVariables, variableHazards } from './variable-hazards.ts';

/** Every reason against reloading what is on disk now, those that would end the server first. */
export function reloadHazards(facts: ReloadFacts): readonly Hazard[] {
  const hazards = [
    ...syntax(facts),
    ...mpmChanged(facts),
    ...listenHazards(facts),
    ...tlsHazards(facts),
    ...variableHazards(facts),
    ...logHazards(facts),
    ...memoryHazards(facts),
    ...privateTmp(facts),
    ...semaphores(facts),
    ...binaryReplaced(facts),
    ...slack(facts),
  ];
  return hazards.sort((one, other) => Number(other.blocks) - Number(one.blocks));
}

/** What a safe judgement needs and does not have, as names of the missing sources. */
export function missingForReload(facts: ReloadFacts): string[] {
  const missing = (['configtest', 'version', 'directives', 'certificates', 'listeners', 'processes'] as const).filter(
    (name) => facts[name] === undefined,
  );
  const blind = [
    facts.configtest?.privileged === false ? 'configtest as root' : '',
    facts.certificates?.privileged === false && facts.certificates.pairs.length > 0 ? 'keys' : '',
    (facts.directives?.unreadable.length ?? 0) > 0 ? 'unreadable configuration files' : '',
    needsEnvironment(facts) ? 'the environment of the server' : '',
  ];
  return [...missing, ...blind.filter((name) => name !== '')];
}

/** What would sharpen the judgement and is not there; a reload is not refused for want of it. */
export function unseenForReload(facts: ReloadFacts): string[] {
  const folders = (facts.directives?.targets ?? [])
    .filter(({ state }) => state === 'unseen')
    .map(({ path }) => path.replace(/\/[^/]*$/, ''));
  return [
    ...(facts.semaphores === undefined ? ['semaphores'] : []),
    ...unseenMemory(facts),
    ...[...new Set(folders)].slice(0, 3).map((path) => `logs in ${path}`),
  ];
}

/** Without variables other than the package's own, the environment can hold no surprise. */
function needsEnvironment({ directives, environment }: ReloadFacts): boolean {
  return directives !== undefined && environment === undefined && foreignVariables(directives).length > 0;
}

function syntax({ configtest }: ReloadFacts): Hazard[] {
  if (configtest === undefined || configtest.ok) return [];
  const [error] = configtest.errors;
  if (configtest.privileged === false && error !== undefined && isUnreadableKey(error.reason)) return [];
  const last = configtest.entries[0];
  const place = error?.file === undefined ? '' : ` in ${error.file}:${error.line ?? 0}`;
  return [
    {
      id: 'syntax',
      why: `the configuration cannot be read: ${error?.reason ?? last?.message ?? 'the syntax check fails'}${place}`,
      blocks: true,
      evidence: last === undefined ? [] : [quoteOf(last)],
    },
  ];
}

function mpmChanged({ version, logs, runningMpm }: ReloadFacts): Hazard[] {
  const running = logs === undefined ? undefined : runningAs(logs);
  const now = runningMpm ?? running?.mpm;
  if (version?.mpm === undefined || now === undefined || version.mpm === now) return [];
  return [
    {
      id: 'mpm-changed',
      why: `the configuration selects the ${version.mpm} MPM while ${now} runs, and the MPM cannot change in a reload (AH00534)`,
      blocks: true,
      evidence: running === undefined ? [] : [quoteOf(running.entry)],
    },
  ];
}

const tmpBound = new Set([
  'coredumpdirectory',
  'errorlog',
  'customlog',
  'pidfile',
  'scoreboardfile',
  'mutex',
  'defaultruntimedir',
]);

function privateTmp({ unit, directives }: ReloadFacts): Hazard[] {
  if (unit?.privateTmp !== true || directives === undefined) return [];
  return directives.directives.flatMap((directive): Hazard[] => {
    const path = directive.args.find((arg) => /^(?:\w+:)?\/(?:var\/)?tmp\//.test(arg));
    if (!tmpBound.has(directive.name) || path === undefined) return [];
    return [
      {
        id: 'private-tmp',
        why: `${directive.args[0] ?? path} (${directive.file}:${directive.line}) is another place inside the service, which has a /tmp of its own (PrivateTmp)`,
        blocks: directive.name === 'coredumpdirectory',
        evidence: [{ kind: 'quote', source: 'directives', text: directive.text }],
      },
    ];
  });
}

/** httpd makes a few semaphore arrays anew at each reload before the old ones go; under five free ones a reload may fail with AH00023. */
const SEMAPHORES_NEEDED = 5;

function semaphores({ semaphores: arrays }: ReloadFacts): Hazard[] {
  if (arrays === undefined || arrays.limit - arrays.used >= SEMAPHORES_NEEDED) return [];
  return [
    {
      id: 'semaphores',
      why: `${arrays.used} of ${arrays.limit} SysV semaphore arrays are in use; a reload needs some of its own (AH00023)`,
      blocks: true,
      evidence: [
        {
          kind: 'measure',
          source: 'semaphores',
          name: 'semaphore arrays',
          value: arrays.used,
          limit: arrays.limit,
          unit: 'arrays',
        },
      ],
    },
  ];
}

function binaryReplaced({ processes }: ReloadFacts): Hazard[] {
  const stale = processes?.processes.find(
    ({ exeDeleted, deletedMaps }) => exeDeleted === true || (deletedMaps ?? 0) > 0,
  );
  if (stale === undefined) return [];
  return [
    {
      id: 'binary-replaced',
      why: 'the running program or a library of it was replaced on disk: a reload loads new modules into the old program; a full restart is needed',
      blocks: false,
      evidence: [{ kind: 'quote', source: 'processes', text: stale.line }],
    },
  ];
}

function slack({ directives, version, runningMpm }: ReloadFacts): Hazard[] {
  const mpm = runningMpm ?? version?.mpm;
  if (directives === undefined || (mpm !== 'event' && mpm !== 'worker')) return [];
  const number = (fallback: number, ...names: readonly string[]): number => {
    const last = directives.directives.findLast(({ name }) => names.includes(name));
    const value = Number(last?.args[0]);
    return Number.isInteger(value) && value > 0 ? value : fallback;
  };
  const threads = number(25, 'threadsperchild');
  const limit = number(16, 'serverlimit');
  const needed = Math.ceil(number(limit * threads, 'maxrequestworkers', 'maxclients') / threads);
  if (limit > needed) return [];
  return [
    {
      id: 'no-slack',
      why: `ServerLimit ${limit} leaves no process slot for a second generation when all ${needed} are busy (AH03490)`,
      blocks: false,
      evidence: [
        { kind: 'measure', source: 'directives', name: 'processes needed', value: needed, limit, unit: 'processes' },
      ],
    },
  ];
}
