// == log /var/log/apache2/error.log          what follows is that file; `== earlier` its older lines of weight, `== tail` its end
// == refused /var/log/apache2/error.log      it could be read neither directly nor by sudo
// == missing /var/log/apache2/error.log      there is no such file
// == special /var/log/apache2/error.log      a pipe or device: a container's output
// == open                                    what the server holds open, by the helper: `file|gone PID FD BYTES EPOCH PATH`, `pipe PID FD NAME`, `open-logs N`
// == via |/usr/bin/rotatelogs /srv/web.%Y    the configured value, where it is no path
// == size 1900000000 67108864                its bytes, and how many of its end were searched
// == begins [Sat Nov 21 07:00:00 2026] …     the first line that was searched, where not all was
// == dropped 99960                           lines of weight that were left out because there were too many of their kind
// == left 99960 AH00037 Symbolic link not …  of these, the commonest kinds
// == directives                              `FILE:ErrorLog …` lines of the configuration
// == files                                   `SIZE PATH` of other error logs
// == rotated                                 `+ PATH` of rotated files searched since the parent started, `- PATH` of those left out
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { LogFacts } from './facts.ts';
import { parseErrorLog } from './parse-log.ts';
import { fromEpoch } from './time.ts';

/** A log file that the server or a program it logs through holds open. */
export const OpenLog = z.object({
  pid: z.number().int(),
  path: z.string(),
  bytes: z.number(),
  /** When it was last written. */
  at: z.string().optional(),
  /** Deleted since it was opened. */
  gone: z.boolean(),
  /** As the helper printed it. */
  line: z.string(),
});
export type OpenLog = z.infer<typeof OpenLog>;

/** The error log's messages, and where else messages go. */
export const ErrorLogFacts = LogFacts.extend({
  /** Other error logs beside it, largest first. */
  others: z.array(z.object({ path: z.string(), bytes: z.number() })),
  /** ErrorLog directives that write to a program or to syslog, as configured. */
  elsewhere: z.array(z.string()),
  /** Older lines of weight that were left out because there were too many of a kind. */
  dropped: z.number().int(),
  /** The commonest kinds of them, most first: AH code or the beginning of the text. */
  left: z.array(z.object({ kind: z.string(), count: z.number().int() })).optional(),
  /** Bytes at its beginning that were not searched, all bytes it has, and from when on it was searched; absent where all of it was. */
  unread: z.object({ bytes: z.number().int(), of: z.number().int(), from: z.string().optional() }).optional(),
  /** The ErrorLog as configured, where it is no file: a program, or the system log. */
  via: z.string().optional(),
  /** What the server and the programs it logs through hold open; absent where nobody but root is shown it. */
  open: z.array(OpenLog).optional(),
  /** Rotated files with lines from after the server’s start: those searched, and those too large, packed otherwise or not readable. */
  rotated: z.object({ searched: z.array(z.string()), left: z.array(z.string()) }).optional(),
});
export type ErrorLogFacts = z.infer<typeof ErrorLogFacts>;

type Parts = Readonly<Record<string, string>>;

/** Splits a section at our `== name` lines, the last of which is `== tail`: a log may hold lines that look like ours. */
function splitMarked(text: string): Parts {
  const parts: Record<string, string> = {};
  let name = '';
  let from = 0;
  const marks = /^== ([a-z][a-z-]*)(?: (.*))?$/gm;
  for (let mark = marks.exec(text); mark !== null && name !== 'tail'; mark = marks.exec(text)) {
    parts[name] = `${parts[name] ?? ''}${text.slice(from, mark.index)}`;
    name = mark[1] ?? '';
    from = mark.index + mark[0].length + 1;
    parts[name] = `${parts[name] ?? ''}${mark[2] === undefined ? '' : `${mark[2]}\n`}`;
  }
  parts[name] = `${parts[name] ?? ''}${text.slice(from)}`;
  return parts;
}

function firstLine(text: string | undefined): string | undefined {
  const line = text?.split('\n', 1)[0]?.trim();
  return line === undefined || line === '' ? undefined : line;
}

function readElsewhere(text: string | undefined): string[] {
  const found = new Set<string>();
  for (const line of (text ?? '').split('\n')) {
    const value = /ErrorLog\s+(.{1,300})$/i
      .exec(line)?.[1]
      ?.trim()
      .replace(/^"(.*)"$/, '$1');
    if (value !== undefined && /^(?:\||syslog\b|journald\b|\/dev\/|\/proc\/)/.test(value)) found.add(value);
  }
  return [...found].slice(0, 10);
}

function readOthers(text: string | undefined, origin: string | undefined): { path: string; bytes: number }[] {
  const files: { path: string; bytes: number }[] = [];
  for (const line of (text ?? '').split('\n')) {
    const match = /^(\d{1,15}) (\/.{1,300})$/.exec(line);
    if (match !== null && match[2] !== origin) files.push({ path: match[2] ?? '', bytes: Number(match[1]) });
  }
  return files.sort((one, other) => other.bytes - one.bytes).slice(0, 50);
}

/** Lines of the first text that the second does not hold too. */
export function without(text: string, other: string): string {
  const known = new Set(other.split('\n'));
  return text
    .split('\n')
    .filter((line) => line === '' || !known.has(line))
    .join('\n');
}

function readRotated(text: string | undefined): Pick<ErrorLogFacts, 'rotated'> {
  if (text === undefined) return {};
  const marked = (mark: string): string[] =>
    text.split('\n').flatMap((line) => (line.startsWith(`${mark} /`) ? [line.slice(2, 300)] : []));
  return { rotated: { searched: marked('+'), left: marked('-') } };
}

/** What of the log is not among the messages. */
function readLeft(parts: Parts, context: ReadContext): Pick<ErrorLogFacts, 'dropped' | 'left' | 'unread'> {
  const lines = (name: string): string[] => (parts[name] ?? '').split('\n');
  const dropped = lines('dropped').reduce((sum, line) => sum + (/^\d{1,12}$/.test(line) ? Number(line) : 0), 0);
  const left = lines('left')
    .flatMap((line) => {
      const [, count, kind = ''] = /^(\d{1,12}) (.{1,200})$/.exec(line) ?? [];
      return count === undefined ? [] : [{ kind: kind.trim(), count: Number(count) }];
    })
    .sort((one, other) => other.count - one.count);
  const [, size = '0', searched = '0'] = /^(\d{1,15}) (\d{1,15})$/.exec(firstLine(parts['size']) ?? '') ?? [];
  const bytes = Number(size) - Number(searched);
  const from = parseErrorLog(parts['begins'] ?? '', 'error-log', context).entries[0]?.at;
  return {
    dropped,
    ...(left.length > 0 ? { left } : {}),
    ...(bytes > 0 ? { unread: { bytes, of: Number(size), ...defined({ from }) } } : {}),
  };
}

const held = /^(file|gone) (\d{1,10}) \d{1,6} (\d{1,15}) (\d{1,11}) (\/.{1,1000})$/;

/** Nothing where the helper did not come to its end. */
function readOpen(text: string | undefined): Pick<ErrorLogFacts, 'open'> {
  if (text === undefined || !/^open-logs \d+$/m.test(text)) return {};
  const open = text.split('\n').flatMap((line): OpenLog[] => {
    const [, state, pid, bytes, written, path = ''] = held.exec(line) ?? [];
    const at = fromEpoch(Number(written) * 1_000);
    return state === undefined
      ? []
      : [{ pid: Number(pid), path, bytes: Number(bytes), gone: state === 'gone', line, ...defined({ at }) }];
  });
  return { open };
}

function refusal(parts: Parts, elsewhere: readonly string[], { layout }: ReadContext): Unrecognised | undefined {
  const where = elsewhere.length === 0 ? '' : `; the configuration also logs to ${elsewhere.join(', ')}`;
  if (parts['refused'] !== undefined)
    return new Unrecognised(`${firstLine(parts['refused'])} may not be read by this user${where}`, 'not-permitted');
  if (parts['special'] !== undefined)
    return new Unrecognised(
      `${firstLine(parts['special'])} is not a file: the log goes to the service's output`,
      'failed',
    );
  if (parts['missing'] !== undefined)
    return new Unrecognised(
      `there is no ${firstLine(parts['missing'])}${layout?.parentPid === undefined ? '' : ', although Apache runs: it was deleted or moved since, or the configuration on disk is not the one that runs'}${where}`,
      'failed',
    );
  return undefined;
}

/**
 * Reads the section of the `error-log` probe, or an error log as pasted.
 * @throws {Unrecognised} when the log may not be read, does not exist or is not a file.
 */
export function readErrorLog(text: string, context: ReadContext): ErrorLogFacts {
  const parts = /^== (?:log|refused|missing|special) /m.test(text) ? splitMarked(text) : { tail: text };
  const elsewhere = readElsewhere(parts['directives']);
  const refused = parts['tail'] === undefined ? refusal(parts, elsewhere, context) : undefined;
  if (refused !== undefined) throw refused;
  const origin = firstLine(parts['log']);
  const tail = parts['tail'] ?? '';
  const facts = parseErrorLog(`${without(parts['earlier'] ?? '', tail)}\n${tail}`, 'error-log', context);
  return {
    ...facts,
    ...defined({ origin }),
    others: readOthers(parts['files'], origin),
    elsewhere,
    ...readLeft(parts, context),
    ...readRotated(parts['rotated']),
    ...readOpen(parts['open']),
    ...defined({ via: firstLine(parts['via']) }),
  };
}
