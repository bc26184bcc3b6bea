import { columns } from '../../lib/columns.ts';
import { countText, sizeText } from '../../lib/quantity.ts';
import type { LookOptions } from '../../model/intent.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { Panel } from '../../model/report.ts';
import type { Capture, ReadContext } from '../../model/source.ts';
import { logs } from '../../probes/combined/logs.ts';
import { groupEntries, type MessageGroup, selectEntries } from '../../probes/logs/group.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

/** As many lines as a screen or two show; `--lines` asks for more. */
const DEFAULT_LINES = 200;
const MOST_GROUPS = 25;

/** What the logs say, the same things together, the newest last. */
export function logPanels(outcomes: Outcomes, context: ReadContext, options: LookOptions): readonly Panel[] {
  const facts = factsFrom(outcomes, logs);
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

/** `4,132 × AH01114 error  first 10:01:02, last 10:14:09, 316/min  message`. */
export function groupLine(
  { count, code, level, first, last, perMinute, newest, files }: MessageGroup,
  now?: string,
): string {
  const span =
    first === undefined || last === undefined || count === 1
      ? dayTime(last, now)
      : `first ${dayTime(first, now)}, last ${dayTime(last, now)}${perMinute === undefined ? '' : `, ${rateText(perMinute)}`}`;
  const parts = [
    `${countText(count)} ×`,
    code ?? newest.program ?? '',
    level ?? '',
    span,
    newest.message.slice(0, 160),
    filesText(files),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function filesText(files: readonly string[]): string {
  const names = files.map((file) => file.slice(file.lastIndexOf('/') + 1));
  if (names.length === 0) return '';
  return `[${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}]`;
}

/** The logs as files: as captured, or only the wanted messages when some were named. */
export function logFiles(
  captures: ReadonlyMap<string, Capture>,
  outcomes: Outcomes,
  context: ReadContext,
  options: LookOptions,
): readonly { readonly filename: string; readonly title: string; readonly text: string }[] {
  const lines = options.lines ?? DEFAULT_LINES;
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

/** The entries that the options ask for. */
export function wantedEntries<Entry extends LogEntry>(
  entries: readonly Entry[],
  { now }: ReadContext,
  { grep, level, sinceSeconds }: LookOptions,
): readonly Entry[] {
  const from =
    sinceSeconds === undefined || now === undefined
      ? undefined
      : new Date(Date.parse(now) - sinceSeconds * 1_000).toISOString();
  return selectEntries(entries, { text: grep, level, from });
}

function rateText(perMinute: number): string {
  if (perMinute >= 120) return `${(perMinute / 60).toFixed(1)}/s`;
  if (perMinute >= 1) return `${Math.round(perMinute)}/min`;
  return perMinute >= 1 / 60 ? `${Math.round(perMinute * 60)}/h` : `${Math.round(perMinute * 1_440)}/day`;
}

function dayTime(at: string | undefined, now: string | undefined): string {
  if (at === undefined) return '';
  const [day = '', time = ''] = at.split('T');
  return now?.startsWith(day) === true ? time.slice(0, 8) : `${day} ${time.slice(0, 8)}`;
}
