import type { Directive } from '../probes/config/facts.ts';
import { isApacheHolder } from '../probes/workers/capacity.ts';
import type { Hazard } from '../rules/reload/hazard.ts';
import { missingForReload, reloadHazards, unseenForReload } from '../rules/reload/hazards.ts';
import { keptLimits } from './kept-limits.ts';
import type { PreflightFacts } from './preflight-facts.ts';

/** Whether one way of taking up the configuration would end well. */
export interface Answer {
  /** `unknown` when nothing speaks against it but something that matters could not be seen. */
  readonly survives: 'yes' | 'no' | 'unknown';
  /** Reasons why not, each one clause. */
  readonly against: readonly string[];
  /** What is worse than it could be, and ends nothing. */
  readonly besides: readonly string[];
}

export interface Preflight {
  readonly reload: Answer;
  /** A full stop and start. */
  readonly restart: Answer;
  /** What is on disk and a reload would not bring into effect, without saying so. */
  readonly silent: readonly string[];
  /** What matters and could not be seen. */
  readonly missing: readonly string[];
  /** What could not be seen either, and promises nothing less for that. */
  readonly unseen: readonly string[];
}

/** These come from what the running server holds, so a full stop and start is free of them. */
export const endedByStop: ReadonlySet<string> = new Set([
  'mpm-changed',
  'listen-moved',
  'binary-replaced',
  'no-slack',
  'semaphores',
  'variable-undefined',
  'memory-headroom',
] satisfies Hazard['id'][]);

/** Answers for a reload and for a restart of what is on disk now. */
export function preflight(facts: PreflightFacts): Preflight {
  const hazards = reloadHazards(facts);
  const missing = missingForReload(facts);
  return {
    reload: answerOf(hazards, missing),
    restart: answerOf(
      hazards.filter(({ id }) => !endedByStop.has(id)),
      missing,
    ),
    silent: [...keptLimits(facts), ...backlog(facts), ...unitLimits(facts), ...environment(facts)],
    missing,
    unseen: unseenForReload(facts),
  };
}

function answerOf(hazards: readonly Hazard[], missing: readonly string[]): Answer {
  const against = hazards.filter(({ blocks }) => blocks).map(({ why }) => why);
  const besides = hazards.filter(({ blocks }) => !blocks).map(({ why }) => why);
  return { survives: against.length > 0 ? 'no' : missing.length > 0 ? 'unknown' : 'yes', against, besides };
}

/** Sockets that stay open are not listened on anew. */
function backlog({ directives, listeners, somaxconn }: PreflightFacts): readonly string[] {
  const written = lastOf(directives?.directives, 'listenbacklog');
  const value = Number(written?.args[0]);
  if (written === undefined || !Number.isInteger(value) || value <= 0) return [];
  const wanted = Math.min(value, somaxconn ?? value);
  const other = listeners?.listeners.find(
    ({ holders, backlog: now }) => holders.some(isApacheHolder) && now !== undefined && now !== wanted,
  );
  if (other === undefined || (somaxconn === undefined && (other.backlog ?? 0) < value)) return [];
  return [
    `ListenBackLog ${value} (${written.file}:${written.line}): ${other.address}:${other.port} keeps ${other.backlog} until a full stop and start`,
  ];
}

const ofUnit: readonly (readonly [property: string, limit: string])[] = [
  ['LimitNOFILESoft', 'Max open files'],
  ['LimitNPROCSoft', 'Max processes'],
  ['LimitCORESoft', 'Max core file size'],
];

/** A drop-in for limits counts from the next start on. Debian's apachectl raises the number of files itself, which is not a difference. */
function unitLimits({ unit, limits }: PreflightFacts): readonly string[] {
  const lines = ofUnit.flatMap(([property, name]) => {
    const written = unit?.properties[property];
    const now = limits?.values[name]?.soft;
    if (written === undefined || now === undefined || !/^\d{1,19}$|^infinity$/.test(written)) return [];
    const wanted = written === 'infinity' || written === '18446744073709551615' ? 'unlimited' : Number(written);
    if (wanted === now || (now !== 'unlimited' && wanted !== 'unlimited' && now > wanted)) return [];
    return [
      `${property.replace(/Soft$/, '')} of the unit is ${wanted}: the running server has ${now} until a full stop and start`,
    ];
  });
  if (unit?.needReload === true) lines.push('the unit file changed on disk: systemctl daemon-reload comes first');
  return lines;
}

/** The environment is given at the start; a reload reads the configuration with the old one. */
function environment({ changed = [], parentStarted }: PreflightFacts): readonly string[] {
  if (parentStarted === undefined) return [];
  return changed
    .filter(
      ({ path, at }) =>
        /\/envvars$|\/sysconfig\/(?:httpd|apache2)$/.test(path) && Date.parse(at) > Date.parse(parentStarted),
    )
    .map(
      ({ path }) =>
        `${path} changed after the start: the running server keeps its environment until a full stop and start`,
    );
}

function lastOf(directives: readonly Directive[] | undefined, name: string): Directive | undefined {
  return directives?.findLast((one) => one.name === name);
}
