import { columns } from '../../lib/columns.ts';
import { countText, sizeText } from '../../lib/quantity.ts';
import type { LookOptions } from '../../model/intent.ts';
import type { Panel } from '../../model/report.ts';
import type { Capture, ReadContext } from '../../model/source.ts';
import { logs as messages } from '../../probes/combined/logs.ts';
import { groupEntries } from '../../probes/logs/group.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { dayTime, groupLine, wantedEntries } from '../state/messages.ts';

/** The error logs, sorted out. */
export const logs = defineInvestigation({
  verb: 'logs',
  place: 30,
  title: 'Error log',
  summary: 'Sorts out the error log, counts what repeats, and attaches its last lines.',
  options: { lines: '200', since: '15m', level: 'warn', grep: 'TEXT', follow: '60s' },
  /** As many lines as a screen or two show. */
  defaults: { lines: 200 },
  examples: ['logs web-03', 'logs web-03 --since 1h --level warn', 'logs web-03 --grep AH01114 --follow 60s'],
  looksAt: 'the error log that the running server writes, and its journal',
  alsoTried: ['log', 'tail', 'errors', 'error', 'errorlog', 'error_log', 'journal'],
  button: 'Read the error log',
  sources: [errorLog, vhostLogs, journal],
  answers: 'everything',
  state: [logsLine],
  panels: logPanels,
  attach: logFiles,
});

const MOST_GROUPS = 25;

/** What the logs say, the same things together, the newest last. */
function logPanels(outcomes: Outcomes, context: ReadContext, options: LookOptions): readonly Panel[] {
  const facts = factsFrom(outcomes, messages);
  if (facts === undefined) return [];
  const wanted = wantedEntries(facts.entries, context, options);
  const groups = groupEntries(wanted);
  const shown = groups.slice(-MOST_GROUPS);
  const filtered = wanted.length === facts.entries.length ? '' : ` of ${countText(facts.entries.length)}`;
  const left = groups.length === shown.length ? '' : `, the newest ${shown.length} kinds of ${groups.length}`;
  const where = whereLines(outcomes, context);
  return [
    {
      title: `${countText(wanted.length)}${filtered} messages${left}`,
      lines: shown.length === 0 ? ['none'] : shown.map((group) => groupLine(group, context.now)),
    },
    ...(where.length === 0 ? [] : [{ title: 'Where the messages are', lines: where }]),
  ];
}

/** Which files were read, and where messages are that were not; nothing when the main error log is all there is. */
function whereLines(outcomes: Outcomes, { now }: ReadContext): readonly string[] {
  const main = factsFrom(outcomes, errorLog);
  const sites = factsFrom(outcomes, vhostLogs);
  const { searched = [], left = [] } = main?.rotated ?? {};
  const files = (sites?.files ?? []).map(({ path, bytes, at, messages, searched: all }) => [
    path,
    sizeText(bytes / 1_024),
    countText(messages),
    `${dayTime(at, now)}${all ? '' : ', only its end'}`,
  ]);
  const named = (paths: readonly string[] | undefined, what: string): string[] =>
    paths === undefined || paths.length === 0
      ? []
      : [`${what}: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}`];
  return [
    ...(files.length === 0
      ? []
      : columns([['error log beside the main one', 'size', 'messages', 'last written'], ...files])),
    ...(sites?.elsewhere ?? []).map(({ configured, where }) => `ErrorLog ${configured}: ${where}`),
    ...named(searched, 'rotated files searched too'),
    ...named(left, 'rotated files not read (too large, packed or not permitted)'),
    ...named(sites?.left, 'not read, for there are more than twelve logs'),
    ...named(sites?.refused, 'not permitted'),
    ...named(sites?.missing, 'configured, but not there'),
  ];
}

/** The logs as files: as captured, or only the wanted messages when some were named. */
function logFiles(
  captures: ReadonlyMap<string, Capture>,
  outcomes: Outcomes,
  context: ReadContext,
  options: LookOptions,
): readonly { readonly filename: string; readonly title: string; readonly text: string }[] {
  const lines = options.lines ?? Number.POSITIVE_INFINITY;
  return [errorLog, vhostLogs, journal].flatMap((source) => {
    const capture = captures.get(source.id);
    if (capture === undefined || capture.text.trim() === '') return [];
    const facts = factsFrom(outcomes, source);
    const marked = source === vhostLogs;
    const chosen = options.grep !== undefined || options.level !== undefined || options.sinceSeconds !== undefined;
    const text =
      (chosen || marked) && facts !== undefined
        ? wantedEntries(facts.entries, context, options)
            .flatMap(({ raw, continuation, file }) => [file === undefined ? raw : `${file}: ${raw}`, ...continuation])
            .slice(-lines)
            .join('\n')
        : marked
          ? ''
          : capture.text.trimEnd().split('\n').slice(-lines).join('\n');
    if (text === '') return [];
    const which = chosen ? ', chosen messages' : '';
    return [{ filename: `${source.id}.txt`, title: `${source.title}${which}, last ${lines} lines at most`, text }];
  });
}

function logsLine(outcomes: Outcomes): readonly string[] {
  const facts = factsFrom(outcomes, messages);
  if (facts === undefined) return [];
  const dated = facts.entries.flatMap(({ at }) => at ?? []);
  return [`${facts.entries.length} messages${dated.length === 0 ? '' : `, ${dated[0]} to ${dated.at(-1)}`}`];
}
