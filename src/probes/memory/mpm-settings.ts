import type { Directive, DirectivesFacts } from '../config/facts.ts';

export type Mpm = 'prefork' | 'worker' | 'event';

/** The limits in effect after httpd's own defaults (mpm_default.h: 256 processes for prefork; 16 of 25 threads for worker and event). */
export interface MpmSettings {
  readonly mpm: Mpm;
  readonly serverLimit: number;
  readonly threadsPerChild: number;
  readonly maxRequestWorkers: number;
  readonly maxConnectionsPerChild: number;
  readonly lines: Readonly<Partial<Record<string, Directive>>>;
}

/** Reads the limits from the configuration on disk; undefined for an MPM that has none of them. */
export function mpmSettings(facts: DirectivesFacts | undefined, name: string | undefined): MpmSettings | undefined {
  if (facts === undefined || (name !== 'prefork' && name !== 'worker' && name !== 'event')) return undefined;
  const lines: Record<string, Directive> = {};
  for (const directive of facts.directives) {
    const key = { maxclients: 'maxrequestworkers', maxrequestsperchild: 'maxconnectionsperchild' }[directive.name];
    lines[key ?? directive.name] = directive;
  }
  const given = (key: string): number | undefined => {
    const text = lines[key]?.args[0];
    return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const threadsPerChild = name === 'prefork' ? 1 : (given('threadsperchild') ?? 25);
  const serverLimit = given('serverlimit') ?? (name === 'prefork' ? 256 : 16);
  return {
    mpm: name,
    serverLimit,
    threadsPerChild,
    maxRequestWorkers: given('maxrequestworkers') ?? serverLimit * threadsPerChild,
    maxConnectionsPerChild: given('maxconnectionsperchild') ?? 0,
    lines,
  };
}
