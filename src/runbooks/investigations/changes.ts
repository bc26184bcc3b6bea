import type { LogEntry } from '../../model/log-entry.ts';
import type { Panel } from '../../model/report.ts';
import type { ReadContext } from '../../model/source.ts';
import { boots, packages } from '../../probes/changes/probe.ts';
import { sudoText, sudoUse } from '../../probes/changes/sudo.ts';
import { logs } from '../../probes/combined/logs.ts';
import { configTree } from '../../probes/config/probe.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit } from '../../probes/service/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** What changed lately, by whom. */
export const changes = defineInvestigation({
  verb: 'changes',
  place: 140,
  title: 'What changed lately',
  summary: 'Says what changed lately: configuration, packages, starts.',
  examples: ['changes web-03'],
  looksAt: 'configuration files by time, the package manager’s log, starts of host and server',
  alsoTried: ['change', 'changed', 'history', 'diff', 'recent', 'who', 'when', 'whochanged'],
  button: 'What changed lately',
  sources: [configTree, packages, boots, sudoUse, processes, unit, errorLog, vhostLogs, journal],
  state: [serverLine],
  panels: changePanels,
});

const MOST_LISTED = 25;

/** Starts, stops and reloads as httpd logs them (facts of every MPM), and as systemd does. */
const lifecycle = new Set(
  'AH00163 AH00292 AH00489 AH00171 AH00297 AH00493 AH00173 AH00298 AH00494 AH00169 AH00295 AH00491 AH00170 AH00296 AH00492'.split(
    ' ',
  ),
);

interface Change {
  readonly at: string;
  readonly what: string;
}

/** Everything that changed as far as the host knows, in one list by time, the newest last. */
function changePanels(outcomes: Outcomes, { now }: ReadContext): readonly Panel[] {
  const list = [
    ...fileChanges(outcomes),
    ...packageChanges(outcomes),
    ...starts(outcomes),
    ...sudoUses(outcomes),
    ...loggedChanges(outcomes),
  ];
  const dated = list.filter(({ at }) => !Number.isNaN(Date.parse(at)));
  const sorted = dated.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const last = sorted.slice(-MOST_LISTED);
  const replaced = (factsFrom(outcomes, processes)?.replaced ?? []).map(
    ({ pid, path }) => `${path} was replaced on disk; process ${pid} still runs the old one`,
  );
  const sudo = sudoLine(outcomes);
  if (last.length === 0 && replaced.length === 0)
    return [{ title: 'Changes', lines: ['none that the host keeps a record of', ...sudo] }];
  const left = sorted.length - last.length;
  return [
    {
      title:
        left === 0
          ? 'Changes, the newest last'
          : `The last ${last.length} of ${sorted.length} changes, the newest last`,
      lines: [
        ...last.map(({ at, what }) => `${timeText(at)}  ${agoText(at, now)}  ${what}`),
        ...new Set(replaced),
        ...sudo,
      ],
    },
  ];
}

function fileChanges(outcomes: Outcomes): readonly Change[] {
  return (factsFrom(outcomes, configTree)?.changed ?? []).map(({ path, at, owner }) => ({
    at,
    what: `configuration ${path} written (file of ${owner})`,
  }));
}

function packageChanges(outcomes: Outcomes): readonly Change[] {
  return (factsFrom(outcomes, packages)?.changes ?? []).flatMap(({ at, action, name, from, to }) =>
    at === undefined
      ? []
      : [
          {
            at,
            what: `package ${name} ${action}${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`,
          },
        ],
  );
}

function starts(outcomes: Outcomes): readonly Change[] {
  const boot = factsFrom(outcomes, boots);
  const service = factsFrom(outcomes, unit);
  return [
    ...(boot === undefined ? [] : [{ at: boot.bootedAt, what: 'the host was started' }]),
    ...(service?.activeSince === undefined
      ? []
      : [{ at: service.activeSince, what: `${service.unit ?? 'the unit'} became active` }]),
  ];
}

/** Everyone’s uses of sudo; the same command again and again is one line. */
function sudoUses(outcomes: Outcomes): readonly Change[] {
  const counts = new Map<string, { at: string; what: string; count: number }>();
  for (const use of factsFrom(outcomes, sudoUse)?.uses ?? []) {
    if (use.at === undefined) continue;
    const what = sudoText(use);
    counts.set(what, { at: use.at, what, count: (counts.get(what)?.count ?? 0) + 1 });
  }
  return [...counts.values()].map(({ at, what, count }) => ({
    at,
    what: count === 1 ? what : `${what} (${count} times, last)`,
  }));
}

/** What is known about sudo besides its uses: that nobody used it, or that it could not be seen. */
function sudoLine(outcomes: Outcomes): readonly string[] {
  const outcome = outcomes(sudoUse);
  if (outcome.status === 'unavailable')
    return outcome.reason === 'not-asked' || outcome.reason === 'not-applicable'
      ? []
      : [`who used sudo is not known: ${outcome.detail}`];
  const facts = factsFrom(outcomes, sudoUse);
  if (facts === undefined || facts.origin === 'none') return [];
  const looks = facts.ownLooks === 0 ? '' : `; ${facts.ownLooks} commands of this bot’s account are not listed`;
  return facts.uses.length === 0
    ? [`nobody else used sudo within the last day${looks}`]
    : looks === ''
      ? []
      : [looks.slice(2)];
}

function loggedChanges(outcomes: Outcomes): readonly Change[] {
  return (factsFrom(outcomes, logs)?.entries ?? [])
    .filter((entry) => isChange(entry))
    .map(({ at, message, program }) => ({ at: at ?? '', what: `${program ?? 'httpd'}: ${message}` }));
}

function isChange({ code, client, program, message }: LogEntry): boolean {
  if (client !== undefined) return false;
  if (code !== undefined) return lifecycle.has(code);
  if (program === 'sudo') return message.includes('COMMAND=');
  return program === 'systemd' && /^(?:Started|Stopped|Reloaded|Reloading|Starting|Stopping) /.test(message);
}

function timeText(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

function agoText(at: string, now: string | undefined): string {
  const minutes = Math.round((Date.parse(now ?? '') - Date.parse(at)) / 60_000);
  if (Number.isNaN(minutes)) return '';
  const text =
    minutes < 120
      ? `${minutes} min`
      : minutes < 2_880
        ? `${Math.round(minutes / 60)} h`
        : `${Math.round(minutes / 1_440)} d`;
  return `(${text} ago)`.padStart(13);
}
