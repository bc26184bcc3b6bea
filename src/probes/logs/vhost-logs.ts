// == log /var/log/apache2/shop_error.log     what follows, until the next mark, is about that file
// == size 18211 1795246127                   its bytes, and when it was last written
// == unread 1000000                          bytes at its beginning that were not searched
// == earlier                                 its older lines of weight; `== unsearched` instead when the time for that was up
// == tail                                    its end; every line of a log stands behind `| `
// == more|refused|missing PATH               logs beyond the newest twelve; logs this user may not read; logs that do not exist
// == else VALUE                              an ErrorLog that is not a file: a program, syslog, a device, an undefined variable
// == into PATH                               the file the rotating program just named writes now
// == closed PATH                             a file of the configuration that this user may not read
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { without } from './error-log.ts';
import { type FiledEntry, LogFacts } from './facts.ts';
import { inOrder } from './merge.ts';
import { parseErrorLog } from './parse-log.ts';
import { fromEpoch } from './time.ts';

/** What the error logs besides the main one say, and which could not be read. */
export const VhostLogsFacts = LogFacts.extend({
  /** The logs read, newest first. */
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.number(),
      /** When it was last written. */
      at: z.string().optional(),
      messages: z.number().int(),
      /** Bytes at its beginning that were not searched; absent where all of it was. */
      unread: z.number().int().optional(),
      /** False when there was no time to look for older lines of weight. */
      searched: z.boolean(),
    }),
  ),
  /** Logs beyond the newest twelve. */
  left: z.array(z.string()),
  refused: z.array(z.string()),
  missing: z.array(z.string()),
  /** ErrorLog values that are no file, and where their messages are instead. */
  elsewhere: z.array(z.object({ configured: z.string(), where: z.string() })),
});
export type VhostLogsFacts = z.infer<typeof VhostLogsFacts>;

interface ReadLog {
  readonly path: string;
  size: string;
  unread?: number;
  searched: boolean;
  readonly earlier: string[];
  readonly tail: string[];
}

interface Reading {
  readonly logs: ReadLog[];
  readonly named: Readonly<Record<'more' | 'refused' | 'missing' | 'closed', string[]>>;
  readonly elsewhere: { configured: string; where: string }[];
  part: 'earlier' | 'tail';
}

const mark = /^== (log|size|unread|earlier|unsearched|tail|more|refused|missing|else|into|closed)(?: (.{1,1000}))?$/;

/**
 * Reads the section of the `vhost-logs` probe.
 * @throws {Unrecognised} when there is something to read and this user may read none of it.
 */
export function readVhostLogs(text: string, context: ReadContext): VhostLogsFacts {
  const reading: Reading = {
    logs: [],
    named: { more: [], refused: [], missing: [], closed: [] },
    elsewhere: [],
    part: 'tail',
  };
  for (const line of text.split('\n')) readLine(reading, line);
  const { logs, named, elsewhere } = reading;
  const hidden = [...named.refused, ...named.closed];
  if (logs.length === 0 && hidden.length > 0)
    throw new Unrecognised(`${hidden.slice(0, 3).join(', ')} may not be read by this user`, 'not-permitted');
  const read = logs.map((log) => ({ log, facts: entriesOf(log, context) }));
  return {
    entries: inOrder(read.map(({ facts }) => facts.entries)),
    unrecognised: read.reduce((sum, { facts }) => sum + facts.unrecognised, 0),
    files: read
      .map(({ log, facts }) => ({
        path: log.path,
        ...sizeOf(log.size),
        messages: facts.entries.length,
        searched: log.searched,
        ...defined({ unread: log.unread }),
      }))
      .sort((one, other) => Date.parse(other.at ?? '') - Date.parse(one.at ?? '') || 0),
    left: named.more,
    refused: named.refused,
    missing: named.missing,
    elsewhere,
  };
}

function readLine(reading: Reading, line: string): void {
  const log = reading.logs.at(-1);
  if (line.startsWith('| ')) {
    log?.[reading.part].push(line.slice(2));
    return;
  }
  const [, name = '', value = ''] = mark.exec(line) ?? [];
  if (name === 'log') {
    reading.logs.push({ path: value, size: '', searched: true, earlier: [], tail: [] });
  } else if (name === 'earlier' || name === 'tail') reading.part = name;
  else if (name === 'size' && log !== undefined) log.size = value;
  else if (name === 'unread' && log !== undefined && /^\d{1,15}$/.test(value)) log.unread = Number(value);
  else if (name === 'unsearched' && log !== undefined) log.searched = false;
  else readElsewhere(reading, name, value);
}

function readElsewhere({ named, elsewhere }: Reading, name: string, value: string): void {
  const last = elsewhere.at(-1);
  if (name === 'more' || name === 'refused' || name === 'missing' || name === 'closed') named[name].push(value);
  else if (name === 'else') elsewhere.push({ configured: value, where: whereOf(value) });
  else if (name === 'into' && last !== undefined) last.where = `in ${value} now`;
}

/** Where the messages of an ErrorLog that is not a file are to be looked for (core, ErrorLog; rotatelogs(8)). */
function whereOf(configured: string): string {
  const program = /^\|+\$? *"?([^\s"]{1,200})/.exec(configured)?.[1];
  if (program !== undefined)
    return program.endsWith('logger') ? 'in the system log and the journal' : `wherever ${program} writes them`;
  if (/^(?:syslog|journald)/.test(configured))
    return 'in the journal of the service, or the file the system log writes';
  if (/^\/(?:dev|proc)\//.test(configured))
    return 'in the output of the service: its journal, or the log of its container';
  return configured.includes('${')
    ? 'not known: the variable is set in the server’s environment only'
    : 'not in a file';
}

function sizeOf(size: string): { bytes: number; at?: string } {
  const [bytes = '', written = ''] = size.split(' ');
  const at = /^[1-9]\d{8,10}$/.test(written) ? fromEpoch(Number(written) * 1_000) : undefined;
  return { bytes: /^\d{1,15}$/.test(bytes) ? Number(bytes) : 0, ...defined({ at }) };
}

function entriesOf(log: ReadLog, context: ReadContext): { entries: FiledEntry[]; unrecognised: number } {
  const tail = log.tail.join('\n');
  const earlier = log.earlier.filter((line) => !/^== (?:dropped|left) \d+/.test(line)).join('\n');
  const { entries, unrecognised } = parseErrorLog(`${without(earlier, tail)}\n${tail}`, 'vhost-logs', context);
  return { entries: entries.map((entry) => ({ ...entry, file: log.path })), unrecognised };
}
