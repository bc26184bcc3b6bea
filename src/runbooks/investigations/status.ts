import { vitals } from '../../probes/limits/probe.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit, version } from '../../probes/service/probe.ts';
import { sites } from '../../probes/sites/probe.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine, workersLine } from '../state/server.ts';

/** Whether the server runs, and what it answers. */
export const status = defineInvestigation({
  verb: 'status',
  place: 20,
  title: 'Status',
  summary: 'Says what users of each site get now, whether Apache runs, and how busy it is.',
  examples: ['status web-03'],
  looksAt: 'an answer of each site, the unit, the running parent and its children, and the status page',
  alsoTried: ['state', 'health', 'ping', 'up', 'uptime', 'show'],
  button: 'Show the status',
  sources: [unit, processes, statusPage, sites, accessLog, version, vitals],
  answers: 'everything',
  state: [serverLine, unitLine, workersLine],
  panels: 'none',
});

function unitLine(outcomes: Outcomes): readonly string[] {
  const facts = factsFrom(outcomes, unit);
  if (facts === undefined) return [];
  const state = [facts.active, facts.sub === undefined ? undefined : `(${facts.sub})`]
    .filter((one) => one !== undefined)
    .join(' ');
  return [
    `${facts.unit ?? 'service'}: ${state || 'state unknown'}${facts.statusText === undefined ? '' : ` · ${facts.statusText}`}`,
  ];
}
