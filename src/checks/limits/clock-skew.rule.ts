import { defineRule } from '../../model/rule.ts';
import { known } from '../logs/log-rule.ts';
import { logs } from '../logs/logs.ts';
import { quoteOf } from '../logs/select.ts';

/** Messages this far ahead of the host's own clock were not written by that clock. */
const AHEAD_MS = 5 * 60_000;
/** Whole hours and their halves are time zones, not wrong clocks. */
const HALF_HOUR_MS = 30 * 60_000;
const ZONE_SLACK_MS = 60_000;
const LARGEST_ZONE_MS = 14 * 3_600_000;

export const clockSkew = defineRule({
  id: 'clock-skew',
  title: 'Log messages are dated in the future',
  severity: 'notice',
  cause:
    'The newest messages carry a time that the host’s clock has not reached: the clock was set back, or httpd was started with another time zone than the host has now. Times of different sources cannot be compared then.',
  remedy:
    'Check chronyc or timedatectl; after a change of the time zone restart httpd, which keeps the zone it was started with.',
  reads: { logs },
  judge({ logs: log }, context) {
    const now = context.now === undefined ? Number.NaN : Date.parse(context.now);
    const ahead = log.entries.filter(({ at }) => at !== undefined && Date.parse(at) > now + AHEAD_MS);
    const last = ahead.at(-1);
    if (last?.at === undefined) return undefined;
    const by = Date.parse(last.at) - now;
    const zone = by <= LARGEST_ZONE_MS && by % HALF_HOUR_MS > HALF_HOUR_MS - ZONE_SLACK_MS * 10;
    const minutes = Math.round(by / 60_000);
    return {
      summary: `Messages are dated ${minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`} ahead of the host’s clock${zone ? ', which looks like another time zone' : ''}.`,
      certainty: zone ? 'likely' : 'certain',
      evidence: [quoteOf(last)],
      facts: known({ seconds: Math.round(by / 1000), reason: zone ? 'time zone' : 'clock' }),
    };
  },
});
