import { columns } from '../../lib/columns.ts';
import { directiveSettings } from '../../model/directives.ts';
import type { Panel } from '../../model/report.ts';
import type { Directive } from '../../probes/config/facts.ts';
import { configtest, directives, modules } from '../../probes/config/probe.ts';
import { errorLog, journal } from '../../probes/logs/probe.ts';
import { type MpmSettings, mpmSettings as settingsOf } from '../../probes/memory/mpm-settings.ts';
import { spareNotes } from '../../probes/memory/spare.ts';
import { processes } from '../../probes/processes/probe.ts';
import { version } from '../../probes/service/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { effectiveLines } from '../state/effective-limits.ts';
import { serverLine } from '../state/server.ts';

/** The MPM, its limits, and what a change of them needs. */
export const mpmSettings = defineInvestigation({
  verb: 'mpm-settings',
  place: 90,
  title: 'MPM and its limits',
  summary: 'Says which limits are in effect, which rule made them so, and what a change would need.',
  examples: ['mpm-settings web-03'],
  looksAt: 'the MPM directives on disk, the running server and what it said about them',
  alsoTried: ['maxclients', 'mpm-status'],
  button: 'Limits in effect',
  sources: [directives, version, modules, configtest, processes, errorLog, journal, statusPage],
  state: [serverLine],
  panels: mpmPanels,
});

/** Limits of an MPM, and the backlog, in the order of the table of directives. */
const limits = Object.entries(directiveSettings).filter(
  ([name, { mpms }]) => mpms !== undefined || name === 'ListenBackLog',
);

/** The limits on disk, what httpd makes of them, and what a change needs. */
function mpmPanels(outcomes: Outcomes): readonly Panel[] {
  const page = factsFrom(outcomes, statusPage);
  const built = factsFrom(outcomes, version);
  const running = page?.mpm;
  const settings = settingsOf(factsFrom(outcomes, directives), running ?? built?.mpm);
  const mpm = [
    `running: ${running ?? 'not known without the status page'}; on disk: ${built?.mpm ?? 'not known'}`,
    ...(running !== undefined && built?.mpm !== undefined && running !== built.mpm
      ? ['the MPM was changed on disk: a reload would end the server (AH00534), only a full stop and start changes it']
      : []),
  ];
  if (settings === undefined) return [{ title: 'MPM', lines: [...mpm, 'the limits on disk could not be read'] }];
  const slots = page?.scoreboard?.slots;
  return [
    { title: 'MPM', lines: [...mpm, ...effectiveLines(settings, slots)] },
    { title: 'Limits on disk', lines: limitLines(settings) },
    { title: 'Spare limits during a reload', lines: spareNotes(settings, page?.busy) },
  ];
}

function limitLines({ lines, mpm }: MpmSettings): readonly string[] {
  const rows = limits.flatMap(([name, { needs }]) => {
    const given: Directive | undefined = lines[name.toLowerCase()];
    if (given === undefined) return [];
    const change = needs === 'restart' ? 'full stop and start' : needs;
    return [[name, given.args[0] ?? '?', change, `${given.file}:${given.line}`]];
  });
  if (rows.length === 0) return [`none is set, so the defaults of ${mpm} hold`];
  return columns([['directive', 'value', 'a change needs', 'where'], ...rows]);
}
