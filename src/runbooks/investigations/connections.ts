import { columns } from '../../lib/columns.ts';
import type { Panel } from '../../model/report.ts';
import { directives } from '../../probes/config/probe.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { connections as connectionCounts, queueCounters } from '../../probes/queue/probe.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { isApacheHolder } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** Connections by state and peer. */
export const connections = defineInvestigation({
  verb: 'connections',
  place: 100,
  title: 'Connections',
  summary: 'Counts connections by state and by the addresses that hold most.',
  examples: ['connections web-03'],
  looksAt: 'sockets of Apache’s ports, the accept queue and its counters',
  alsoTried: ['connection', 'conns', 'clients', 'peers', 'queue', 'backlog', 'slowloris'],
  button: 'Count the connections',
  sources: [listeners, connectionCounts, queueCounters, directives, accessLog, statusPage],
  state: [serverLine],
  panels: connectionPanels,
});

const MOST_PEERS = 10;

/** Connections by state and by peer, and the accept queues with the kernel's counters. */
function connectionPanels(outcomes: Outcomes): readonly Panel[] {
  const counted = factsFrom(outcomes, connectionCounts);
  const panels: Panel[] = [];
  for (const { port, states, peers, trickling } of counted?.ports ?? []) {
    const byCount = Object.entries(states).sort((one, other) => other[1] - one[1]);
    const total = byCount.reduce((sum, [, count]) => sum + count, 0);
    const slow = new Map(trickling.map(({ address, count }) => [address, count]));
    panels.push({
      title: `Port ${port}: ${total} connections`,
      lines: [
        byCount.map(([state, count]) => `${state} ${count}`).join(', '),
        ...columns([
          ['peer', 'established', ...(counted?.tricklingKnown === true ? ['trickling'] : [])],
          ...peers
            .slice(0, MOST_PEERS)
            .map(({ address, count }) => [
              address,
              String(count),
              ...(counted?.tricklingKnown === true ? [String(slow.get(address) ?? 0)] : []),
            ]),
        ]),
      ],
    });
  }
  if (counted !== undefined && counted.ports.length === 0)
    panels.push({ title: 'Connections', lines: ['no connection on Apache’s ports'] });
  const queue = queueLines(outcomes);
  return queue.length === 0 ? panels : [...panels, { title: 'Accept queue', lines: queue }];
}

function queueLines(outcomes: Outcomes): readonly string[] {
  const sockets = factsFrom(outcomes, listeners)?.listeners.filter(
    ({ holders }) => holders.length === 0 || holders.some(isApacheHolder),
  );
  const counters = factsFrom(outcomes, queueCounters);
  const lines = (sockets ?? [])
    .filter(({ queued }) => queued !== undefined)
    .map(({ address, port, queued, backlog }) => `${address}:${port}  ${queued} of ${backlog ?? '?'} wait`);
  if (counters?.overflows !== undefined)
    lines.push(
      `overflows since boot: ${counters.overflows}, within one second now: ${counters.overflowsInASecond ?? '?'}${counters.somaxconn === undefined ? '' : `; net.core.somaxconn ${counters.somaxconn}`}`,
    );
  return lines;
}
