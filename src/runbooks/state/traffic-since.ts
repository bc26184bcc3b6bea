import type { Instant, Silence } from '../../model/finding.ts';
import type { Faring } from '../../probes/traffic/facts.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { requestsSince } from '../../probes/traffic/recovery.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

/** Requests since a moment, by the access log that was read; undefined where it does not tell. */
export function trafficSince(outcomes: Outcomes, at: Instant): Omit<Silence, 'lastSeen'> | undefined {
  const access = factsFrom(outcomes, accessLog);
  const since = access && requestsSince(access, at);
  if (since === undefined) return undefined;
  const unasked = (access?.farings ?? []).filter((one) => one.group !== '*' && isUnasked(one, at));
  return {
    requests: since.count,
    ...(since.atLeast ? { atLeast: true } : {}),
    ...(unasked.length === 0 ? {} : { unasked: unasked.slice(0, 3).map(({ group }) => group) }),
  };
}

/** What waited for a backend is dated by when it was asked, up to minutes before the message. */
const WAITED_MS = 5 * 60_000;
const SLACK_MS = 2_000;

function isUnasked({ status, after, lastBad }: Faring, at: Instant): boolean {
  const before = Date.parse(at) - Date.parse(lastBad);
  return status >= 500 && after === 0 && before > -SLACK_MS && before < WAITED_MS;
}
