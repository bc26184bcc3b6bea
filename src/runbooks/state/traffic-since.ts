import type { Instant, Silence } from '../../model/finding.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { requestsSince } from '../../probes/traffic/recovery.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

/** Requests since a moment, by the access log that was read; undefined where it does not tell. */
export function trafficSince(outcomes: Outcomes, at: Instant): Omit<Silence, 'lastSeen'> | undefined {
  const access = factsFrom(outcomes, accessLog);
  const since = access && requestsSince(access, at);
  if (since === undefined) return undefined;
  return { requests: since.count, ...(since.atLeast ? { atLeast: true } : {}) };
}
