import type { Evidence } from '../../model/finding.ts';
import { defineRule } from '../../model/rule.ts';
import { accessLog } from '../../probes/traffic/probe.ts';

/** Fewer requests than this give no rate (Netdata’s web_log alarms ask for 120 a minute; this is a sample). */
const enough = 50;
/** Share of server errors that is worth a warning: 5 %, the level at which Netdata’s web_log turns critical. */
const share = 0.05;

export const errorRateHigh = defineRule({
  id: 'error-rate-high',
  title: 'Many requests are answered with a server error',
  kind: 'problem',
  answers: ['connections'],
  severity: 'warning',
  cause:
    'More than one in twenty of the latest requests got a 5xx answer: 500 is the application, 502 and 504 a backend that broke off or was too slow, 503 a backend out of use or httpd without workers.',
  remedy: 'Look at the error log at the same moment: it names the backend or the script.',
  reads: { accessLog },
  judge({ accessLog: facts }) {
    const counted = facts.lines - facts.unread;
    const errors = Object.entries(facts.statuses)
      .filter(([status]) => status.startsWith('5'))
      .sort((one, other) => other[1] - one[1]);
    const total = errors.reduce((sum, [, count]) => sum + count, 0);
    const [worst] = errors;
    if (counted < enough || worst === undefined || total < counted * share) return undefined;
    const samples = facts.samples.slice(-2).map((text): Evidence => ({ kind: 'quote', source: 'access-log', text }));
    return {
      summary: `${total} of the last ${counted} requests (${Math.round((100 * total) / counted)} %) got a server error, most of them ${worst[0]}.`,
      evidence: [
        {
          kind: 'measure',
          source: 'access-log',
          name: 'requests answered with 5xx',
          value: total,
          limit: counted,
          unit: 'requests',
        },
        ...samples,
      ],
      facts: {
        count: total,
        requests: counted,
        status: Number(worst[0]),
        statuses: facts.statuses,
        from: facts.from,
        until: facts.until,
      },
    };
  },
});
