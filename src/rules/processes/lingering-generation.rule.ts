import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import type { ReadContext } from '../../model/source.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { quotesOf, withCode } from '../../probes/logs/select.ts';
import type { ProcessFacts } from '../../probes/processes/facts.ts';
import { processes } from '../../probes/processes/probe.ts';
import { isWorkerOf, threadedMpm } from '../../probes/processes/workers-of.ts';
import { statusMeasure } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { slotsOf } from '../../probes/workers/scoreboard.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';

/** Old children that still finish requests this soon after a reload are what a graceful restart is for. */
const patienceSeconds = 300;

export const lingeringGeneration = defineRule({
  id: 'lingering-generation',
  title: 'Old children keep running long after a graceful restart',
  kind: 'problem',
  answers: ['workers', 'preflight'],
  over: { never: 'it is found only while it is so' },
  severity: 'warning',
  cause:
    'A graceful restart lets running requests finish without any limit: GracefulShutdownTimeout applies to a graceful stop only. WebSockets, long downloads and hung backends keep old processes, their memory, their configuration and their scoreboard slots.',
  remedy:
    'See what they serve (mod_status marks them G, or “yes (old gen)”). Let them finish, or restart in a quiet moment; avoid further reloads until they are gone; each one adds a generation.',
  explains: ['scoreboard-full', 'near-max-request-workers'],
  reads: {},
  mayRead: { processes, logs, page: statusPage },
  judge({ processes: facts, logs: log, page }, context) {
    if (facts === undefined && page === undefined) return notApplicable('neither processes nor status page seen');
    return byAge(facts, log, page, context) ?? byStatus(page);
  },
});

function byAge(
  facts: ProcessFacts | undefined,
  log: LogFacts | undefined,
  page: StatusPage | undefined,
  context: ReadContext,
): Found | undefined {
  const reload = log && withCode(log, 'AH00493', 'AH00297', 'AH00171').at(-1);
  const server = facts?.parents.find(({ role }) => role === 'server');
  if (!facts || !server || !log || reload?.at === undefined || context.now === undefined) return undefined;
  const since = (Date.parse(context.now) - Date.parse(reload.at)) / 1000;
  if (since < patienceSeconds || (reload.pid !== undefined && reload.pid !== server.pid)) return undefined;
  const threaded = threadedMpm(facts, page, log);
  const old = facts.processes.filter(
    (child) => child.ppid === server.pid && isWorkerOf(child, threaded) && (child.ageSeconds ?? 0) > since + 2,
  );
  const [first] = old;
  if (first === undefined) return undefined;
  const serving = page?.finishing?.filter(({ pid }) => old.some((child) => child.pid === pid)) ?? [];
  return {
    summary: `${old.length} ${old.length === 1 ? 'child is' : 'children are'} older than the graceful restart ${Math.round(since / 60)} minutes ago${servingText(serving)}.`,
    evidence: [
      { kind: 'quote', source: 'processes', text: first.line },
      ...serving.slice(0, 2).map(({ line }) => ({ kind: 'quote', source: statusPage.id, text: line }) as const),
      ...(quotesOf([reload], 1) ?? []),
    ],
    facts: {
      count: old.length,
      pids: old.slice(0, 50).map(({ pid }) => pid),
      pid: first.pid,
      ageSeconds: first.ageSeconds ?? 0,
    },
  };
}

/** What keeps the oldest: only its client and virtual host, for the request is the client's own text and stands in the quote. */
function servingText(serving: NonNullable<StatusPage['finishing']>): string {
  const [first] = serving;
  if (first === undefined) return '';
  const more = serving.length === 1 ? '' : ` and ${serving.length - 1} more`;
  return `; pid ${first.pid} still serves ${first.client} (${first.vhost})${more}`;
}

/** Without ages: a quarter of all slots finishing is more than a reload in progress leaves for long. */
function byStatus(page: StatusPage | undefined): Found | undefined {
  const board = page?.scoreboard;
  const finishing = slotsOf(board, 'G');
  if (board === undefined || finishing < 5 || finishing < board.slots * 0.25) return undefined;
  return {
    summary: `${finishing} of ${board.slots} slots are held by requests of an earlier generation${page?.stopping ? ` in ${page.stopping} stopping processes` : ''}.`,
    certainty: 'possible',
    evidence: [statusMeasure('slots finishing gracefully', finishing, board.slots)],
    facts: {
      count: finishing,
      limit: board.slots,
      stopping: page?.stopping,
    },
  };
}
