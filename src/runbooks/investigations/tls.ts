import { columns } from '../../lib/columns.ts';
import type { Panel } from '../../model/report.ts';
import type { ReadContext } from '../../model/source.ts';
import { configtest, directives } from '../../probes/config/probe.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { sites } from '../../probes/sites/probe.ts';
import { certificates } from '../../probes/tls/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** Certificates and keys. */
export const tls = defineInvestigation({
  verb: 'tls',
  place: 130,
  title: 'Certificates and keys',
  summary: 'Says until when each certificate is valid and whether it fits its key.',
  examples: ['tls web-03'],
  looksAt: 'certificates and keys of the configuration on disk',
  alsoTried: ['ssl', 'cert', 'certs', 'certificate', 'certificates', 'expiry', 'https'],
  button: 'Show the certificates',
  sources: [certificates, sites, directives, configtest, errorLog, vhostLogs, journal],
  state: [serverLine],
  panels: tlsPanels,
});

/** Each certificate of the configuration: how long it is valid, and whether its key fits. */
function tlsPanels(outcomes: Outcomes, { now }: ReadContext): readonly Panel[] {
  const facts = factsFrom(outcomes, certificates);
  if (facts === undefined) return [];
  const rows = facts.pairs
    .map((pair) => ({ pair, days: daysLeft(pair.expires, now) }))
    .sort((one, other) => (one.days ?? Number.POSITIVE_INFINITY) - (other.days ?? Number.POSITIVE_INFINITY))
    .map(({ pair, days }) => [
      pair.cert,
      pair.certState === 'ok' ? (pair.subject ?? '') : pair.certState,
      pair.expires?.slice(0, 10) ?? '?',
      days === undefined ? '?' : days < 0 ? `${-days} days ago` : `in ${days} days`,
      keyText(pair, facts.privileged),
    ]);
  return [
    {
      title: 'Certificates on disk',
      lines: [
        ...(rows.length === 0
          ? ['the configuration names none']
          : columns([['file', 'subject', 'expires', '', 'key'], ...rows])),
        ...facts.unresolved.map((path) => `${path}: the variable in it is not known here`),
        'What is served may still be the certificate of the last reload.',
      ],
    },
  ];
}

function keyText(
  { keyState, matches }: { keyState: string; matches?: boolean | undefined },
  privileged: boolean,
): string {
  if (matches === true) return 'fits';
  if (matches === false) return 'DOES NOT FIT';
  return privileged ? keyState : 'only root can tell';
}

function daysLeft(expires: string | undefined, now: string | undefined): number | undefined {
  const left = Date.parse(expires ?? '') - Date.parse(now ?? '');
  return Number.isNaN(left) ? undefined : Math.floor(left / 86_400_000);
}
