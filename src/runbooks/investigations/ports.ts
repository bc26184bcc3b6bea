import { columns } from '../../lib/columns.ts';
import type { Panel } from '../../model/report.ts';
import { directives } from '../../probes/config/probe.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { queueCounters } from '../../probes/queue/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** Who listens where. */
export const ports = defineInvestigation({
  verb: 'ports',
  place: 50,
  title: 'Ports',
  summary: 'Says who listens on 80, 443 and the configured ports.',
  examples: ['ports web-03'],
  looksAt: 'listening sockets with their processes, and the Listen lines of the configuration',
  alsoTried: ['port', 'listen', 'listeners', 'netstat', 'ss', 'bind', 'sockets'],
  button: 'Who listens where',
  sources: [listeners, directives, queueCounters, errorLog, vhostLogs, journal],
  state: [serverLine],
  panels: portPanels,
});

/** Every listening socket with its holder and its queue. */
function portPanels(outcomes: Outcomes): readonly Panel[] {
  const facts = factsFrom(outcomes, listeners);
  if (facts === undefined) return [];
  const rows = facts.listeners.map(({ address, port, holders, queued, backlog }) => [
    `${address}:${port}`,
    holders.length === 0
      ? facts.holdersVisible
        ? 'nobody visible'
        : 'not visible without root'
      : holders.map(({ program, unit }) => `${program}${unit === undefined ? '' : ` (${unit})`}`).join(', '),
    queued === undefined || backlog === undefined ? '' : `${queued} of ${backlog} wait`,
  ]);
  const lines =
    rows.length === 0 ? ['nothing listens on this host'] : columns([['socket', 'holder', 'queue'], ...rows]);
  return [{ title: 'Listening sockets', lines }];
}
