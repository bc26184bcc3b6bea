import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import type { ReadContext } from '../../model/source.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { quoteOf } from '../../probes/logs/select.ts';

/** Messages this far ahead of the host's own clock were not written by that clock. */
const AHEAD_MS = 5 * 60_000;
/** Whole hours and their halves are time zones, not wrong clocks. */
const HALF_HOUR_MS = 30 * 60_000;
const ZONE_SLACK_MS = 60_000;
const LARGEST_ZONE_MS = 14 * 3_600_000;
/** Between two clocks that are kept by NTP, with a slow login between them, there are seconds. */
const OFF_MS = 120_000;

export const clockSkew = defineRule({
  id: 'clock-skew',
  title: 'The clock of the host is wrong, or messages are dated in the future',
  kind: 'problem',
  answers: ['tls', 'changes'],
  over: { never: 'it is a state at the look' },
  severity: 'notice',
  cause:
    'The host’s clock differs from ours, or its newest messages carry a time that its clock has not reached: the clock is not kept by NTP, was set back, or httpd was started with another time zone than the host has now. Times of different hosts or sources cannot be compared then, and certificates may seem expired or not yet valid.',
  remedy:
    'Check chronyc tracking or timedatectl; after a change of the time zone restart httpd, which keeps the zone it was started with.',
  reads: {},
  mayRead: { logs },
  judge({ logs: log }, context) {
    if (log === undefined && context.skewMs === undefined) return notApplicable('there is neither a log nor a clock');
    return againstOurs(context) ?? ahead(log, context);
  },
});

function againstOurs({ skewMs }: ReadContext): Found | undefined {
  if (skewMs === undefined || Math.abs(skewMs) < OFF_MS) return undefined;
  const seconds = Math.round(-skewMs / 1000);
  const size = Math.abs(seconds);
  const text = size < 7_200 ? `${Math.round(size / 60)} minutes` : `${Math.round(size / 3600)} hours`;
  return {
    summary: `The clock of the host is ${text} ${seconds < 0 ? 'behind' : 'ahead of'} ours.`,
    certainty: 'likely',
    evidence: [
      {
        kind: 'measure',
        source: 'survey',
        name: 'the host’s clock against ours',
        value: seconds,
        limit: OFF_MS / 1000,
        unit: 's',
      },
    ],
    facts: { seconds, reason: 'clock' },
  };
}

function ahead(log: LogFacts | undefined, context: ReadContext): Found | undefined {
  const now = context.now === undefined ? Number.NaN : Date.parse(context.now);
  const last = (log?.entries ?? []).filter(({ at }) => at !== undefined && Date.parse(at) > now + AHEAD_MS).at(-1);
  if (last?.at === undefined) return undefined;
  const by = Date.parse(last.at) - now;
  const zone = by <= LARGEST_ZONE_MS && by % HALF_HOUR_MS > HALF_HOUR_MS - ZONE_SLACK_MS * 10;
  const minutes = Math.round(by / 60_000);
  return {
    summary: `Messages are dated ${minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`} ahead of the host’s clock${zone ? ', which looks like another time zone' : ''}.`,
    certainty: zone ? 'likely' : 'certain',
    evidence: [quoteOf(last)],
    facts: { seconds: Math.round(by / 1000), reason: zone ? 'time zone' : 'clock' },
  };
}
