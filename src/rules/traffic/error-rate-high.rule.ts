import { defined } from '../../lib/defined.ts';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Evidence } from '../../model/finding.ts';
import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { graveOf } from '../../probes/logs/grave.ts';
import { groupEntries, type MessageGroup } from '../../probes/logs/group.ts';
import { errorLog } from '../../probes/logs/probe.ts';
import { quoteOf } from '../../probes/logs/select.ts';
import { everySiteAnswers, siteAnswers } from '../../probes/sites/answers.ts';
import type { AccessFacts } from '../../probes/traffic/facts.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { allRequests, haveAllRecovered } from '../../probes/traffic/recovery.ts';
import { answeredSince, answersNow } from '../over/answers.ts';

/** Fewer requests than this give no rate (Netdata’s web_log alarms ask for 120 a minute; this is a sample). */
const enough = 50;
/** Share of server errors that is worth a warning: 5 %, the level at which Netdata’s web_log turns critical. */
const share = 0.05;

export const errorRateHigh = defineRule({
  id: 'error-rate-high',
  title: 'Many requests are answered with a server error',
  kind: 'problem',
  answers: ['connections'],
  over: [answeredSince, answersNow],
  severity: 'warning',
  cause:
    'More than one in twenty of the latest requests got a 5xx answer: 500 is the application, 502 and 504 a backend that broke off or was too slow, 503 a backend out of use or httpd without workers.',
  remedy: 'Look at the error log at the same moment: it names the backend or the script.',
  reads: { accessLog },
  mayRead: { logs, siteAnswers, errorLog },
  judge({ accessLog: facts, logs: log, siteAnswers: asked, errorLog: main }, { now }) {
    const refused = refusedOf(facts);
    const counted = facts.lines - facts.unread - refused;
    const errors = Object.entries(facts.statuses)
      .filter(([status]) => status.startsWith('5'))
      .sort((one, other) => other[1] - one[1]);
    const total = errors.reduce((sum, [, count]) => sum + count, 0);
    const [worst] = errors;
    if (counted < enough || worst === undefined || total < counted * share) return undefined;
    const samples = facts.samples.slice(-2).map((text): Evidence => ({ kind: 'quote', source: 'access-log', text }));
    const beside = log === undefined ? undefined : mostOf(log);
    return {
      ...(main !== undefined && beside === undefined ? { cause: silent, advice: askTheApplication } : {}),
      summary: `${total} of the last ${counted} requests${refused === 0 ? '' : ' that were not answered 4xx'} (${Math.round((100 * total) / counted)} %) got a server error, most of them ${worst[0]}${beside === undefined ? '' : `; the error log says most often: ${cutText(oneLine(beside.newest.message), 120)}`}.`,
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
        ...(beside === undefined ? [] : [quoteOf(beside.newest)]),
      ],
      facts: {
        count: total,
        requests: counted,
        status: Number(worst[0]),
        statuses: facts.statuses,
        from: facts.from,
        until: facts.until,
      },
      ...defined({
        at:
          now !== undefined && haveAllRecovered(facts, now, everySiteAnswers(asked?.answers ?? []))
            ? allRequests(facts)?.lastBad
            : undefined,
      }),
    };
  },
});

/** Where most requests are answered 4xx, as under a scanner, they say nothing of how the others fare. */
function refusedOf({ lines, unread, statuses }: AccessFacts): number {
  const refused = Object.entries(statuses).reduce((sum, [status, n]) => (status.startsWith('4') ? sum + n : sum), 0);
  return refused * 2 > lines - unread ? refused : 0;
}

const silent =
  'More than one in twenty of the latest requests got a 5xx answer, and no line of the error log goes with them: the application itself answers so, or a rule of the configuration does (Redirect, RewriteRule, ErrorDocument).';
const askTheApplication =
  'Look at the log of the application, and for a rule with R=5xx or Redirect 5xx in the configuration of that site.';

/** Refusals and malformed requests are answered with 4xx. */
const clientsFault: ReadonlySet<string> = new Set(
  'AH01630 AH01797 AH00126 AH00135 AH10244 AH00566 AH02032 AH01276 AH00127 AH00128 AH01382 AH00574 AH00035 AH00132'.split(
    ' ',
  ),
);

/** The commonest error that the log tells of requests; undefined when it tells of none. */
function mostOf(log: LogFacts): MessageGroup | undefined {
  const ofRequests = graveOf(log.entries)
    .filter(
      ({ entry, weight }) => entry.client !== undefined && weight !== 'warn' && !clientsFault.has(entry.code ?? ''),
    )
    .map(({ entry }) => entry);
  return [...groupEntries(ofRequests)].sort((one, other) => other.count - one.count)[0];
}
