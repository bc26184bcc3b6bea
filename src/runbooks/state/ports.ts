import { columns } from '../../lib/columns.ts';
import type { Panel } from '../../model/report.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

/** Every listening socket with its holder and its queue. */
export function portPanels(outcomes: Outcomes): readonly Panel[] {
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
