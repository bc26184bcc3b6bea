import { columns } from '../../lib/columns.ts';
import { spanText } from '../../lib/quantity.ts';
import type { Panel } from '../../model/report.ts';
import { directives } from '../../probes/config/probe.ts';
import { vitals } from '../../probes/limits/probe.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { processes } from '../../probes/processes/probe.ts';
import { connections, queueCounters } from '../../probes/queue/probe.ts';
import { version } from '../../probes/service/probe.ts';
import { longestQueue } from '../../probes/workers/capacity.ts';
import { request, statusPage } from '../../probes/workers/probe.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** What the workers do. */
export const workers = defineInvestigation({
  verb: 'workers',
  place: 70,
  title: 'Workers',
  summary: 'Says what the workers are doing, letter by letter.',
  examples: ['workers web-03'],
  looksAt: 'the status page, the accept queue and the limits in effect',
  alsoTried: ['worker', 'scoreboard', 'threads', 'busy', 'slots', 'saturation'],
  button: 'What the workers do',
  sources: [
    processes,
    listeners,
    queueCounters,
    connections,
    directives,
    version,
    vitals,
    errorLog,
    vhostLogs,
    journal,
    request,
    statusPage,
  ],
  state: [serverLine],
  panels: workerPanels,
});

/** Letters of the scoreboard in the order mod_status explains them, in words that say what they mean for capacity. */
const letters: readonly (readonly [letter: string, meaning: string])[] = [
  ['_', 'idle, waiting for a connection'],
  ['R', 'reading a request; many = slow clients'],
  ['W', 'sending an answer, or waiting for a backend'],
  ['K', 'kept alive for a next request (prefork, worker)'],
  ['D', 'looking up a name in DNS'],
  ['L', 'writing the access log'],
  ['C', 'closing a connection'],
  ['S', 'starting up'],
  ['G', 'old generation, finishing its requests'],
  ['I', 'being cleaned up as spare'],
  ['.', 'open slot without a process'],
];

/** What the workers are doing, by letter, and what waits for them. */
function workerPanels(outcomes: Outcomes): readonly Panel[] {
  const page = factsFrom(outcomes, statusPage);
  const queue = factsFrom(outcomes, listeners);
  const waiting = longestQueue(queue);
  const queued =
    queue === undefined
      ? []
      : [
          waiting === undefined
            ? 'accept queue: nobody waits'
            : `accept queue: ${waiting.queued} of ${waiting.backlog ?? '?'} wait on ${waiting.address}:${waiting.port}`,
        ];
  if (page === undefined) return queued.length === 0 ? [] : [{ title: 'Workers', lines: queued }];
  return [{ title: 'Workers', lines: [...boardLines(page), ...asyncLines(page), ...queued] }];
}

function boardLines(page: StatusPage): readonly string[] {
  const { scoreboard, answered, refused } = page;
  if (scoreboard === undefined) return [withoutBoard(answered, refused)];
  const shown = letters.filter(([letter]) => (scoreboard.letters[letter] ?? 0) > 0);
  const rows = shown.map(([letter, meaning]) => [letter, String(scoreboard.letters[letter] ?? 0), meaning]);
  return [
    `${page.busy ?? '?'} busy and ${page.idle ?? '?'} idle of ${scoreboard.slots} slots${page.mpm === undefined ? '' : ` (${page.mpm})`}`,
    ...columns([['', 'slots', ''], ...rows]),
  ];
}

function withoutBoard(answered: boolean, refused: boolean): string {
  if (refused) return 'nothing listens where the status page was asked for';
  return answered
    ? 'mod_status is not reachable from localhost, so the letters cannot be read'
    : 'the status page does not answer in time: it needs a free worker itself';
}

function asyncLines(page: StatusPage): readonly string[] {
  const lines: string[] = [];
  const { connections, keepAliveConnections, processes, stopping, uptimeSeconds, accesses } = page;
  if (connections !== undefined)
    lines.push(`connections: ${connections}, of them ${keepAliveConnections ?? '?'} kept alive without a worker`);
  if (processes !== undefined)
    lines.push(`processes: ${processes}${stopping === undefined ? '' : `, ${stopping} stopping`}`);
  if (uptimeSeconds !== undefined && accesses !== undefined)
    lines.push(
      `requests: ${accesses} in ${spanText(uptimeSeconds)} (${(accesses / Math.max(1, uptimeSeconds)).toFixed(1)}/s on average since the start)`,
    );
  return lines;
}
