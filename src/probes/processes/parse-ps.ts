// Typical text, all found in guides and tickets:
//   USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND              ps aux, auxf (tree art before the command)
//   www-data     183  0.0  0.1 464112  6824 ?        Sl   07:26   0:00 /usr/sbin/apache2 -k start
//   UID          PID    PPID  C STIME TTY          TIME CMD                                 ps -ef, also without its header (grep)
//   S   UID     PID    PPID  C PRI  NI   RSS    SZ WCHAN  TTY          TIME CMD             ps -ylC apache2; without -y no RSS column
//   USER PID PPID PGRP STAT ELAPSED RSS VSZ NLWP WCHAN COMMAND                              ps -eo …, etime or etimes; top -b
// Refused: text without one line that can be a process listing's header or an Apache process.
import { Unrecognised } from '../../model/source.ts';
import type { ListedProcess, ProcessFacts } from './facts.ts';

type Row = ListedProcess & { readonly apache: boolean };
type Reader = (tokens: readonly string[], line: string) => Row | undefined;

const columnNames: Readonly<Record<string, string>> = {
  RUSER: 'USER',
  EUSER: 'USER',
  S: 'STAT',
  STATE: 'STAT',
  RSZ: 'RSS',
  RES: 'RSS',
  RSIZE: 'RSS',
  THCNT: 'NLWP',
  TGID: 'PID',
  CMD: 'COMMAND',
  ARGS: 'COMMAND',
  COMM: 'COMMAND',
  ETIME: 'ELAPSED',
  ETIMES: 'ELAPSED',
};

/** Reads a pasted process listing. @throws {Unrecognised} */
export function parsePs(text: string): ProcessFacts {
  let reader: Reader | undefined;
  let header = false;
  const rows: Row[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.slice(0, 4000).trimEnd();
    if (line === '') continue;
    const tokens = line.trim().split(/\s+/, 60);
    const columns = line.includes('PID') ? headerOf(tokens) : undefined;
    if (columns) {
      reader = columnReader(columns);
      header = true;
      continue;
    }
    const row = reader?.(tokens, line) ?? headerless(tokens, line);
    if (row) rows.push(row);
  }
  if (!header && !rows.some((row) => row.apache)) throw new Unrecognised('no process listing found');
  return assemble(rows);
}

function headerOf(tokens: readonly string[]): readonly string[] | undefined {
  const columns = tokens.map((token) => columnNames[token] ?? token);
  return columns.includes('PID') && columns.at(-1) === 'COMMAND' ? columns : undefined;
}

function columnReader(columns: readonly string[]): Reader {
  return (tokens, line) => {
    const values = new Map<string, string>();
    let at = 0;
    for (const column of columns.slice(0, -1)) {
      const width = column === 'STARTED' || column === 'START' ? dateWidth(tokens, at) : 1;
      values.set(column, tokens.slice(at, at + width).join(' '));
      at += width;
    }
    return rowOf(values, tokens.slice(at), line);
  };
}

/** `lstart` is five words, a `start` older than a day is two; everything else is one. */
function dateWidth(tokens: readonly string[], at: number): number {
  if (/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/.test(tokens[at] ?? '')) return 5;
  return /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/.test(tokens[at] ?? '') ? 2 : 1;
}

function headerless(tokens: readonly string[], line: string): Row | undefined {
  const shape = tokens
    .slice(0, 10)
    .map((token) => (/^\d+(\.\d+)?$/.test(token) ? '9' : 'x'))
    .join('');
  if (/^x9999[9]x/.test(shape) || /^99999[9]x/.test(shape))
    return columnReader(['USER', 'PID', '%CPU', '%MEM', 'VSZ', 'RSS', 'TTY', 'STAT', 'START', 'TIME', 'COMMAND'])(
      tokens,
      line,
    );
  if (/^[x9]999x/.test(shape))
    return columnReader(['USER', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'COMMAND'])(tokens, line);
  return undefined;
}

function rowOf(values: ReadonlyMap<string, string>, command: readonly string[], line: string): Row | undefined {
  const pid = integer(values.get('PID'));
  const program = programOf(command);
  if (pid === undefined || program === undefined) return undefined;
  const user = values.get('USER') ?? values.get('UID');
  const uid = integer(values.get('UID')) ?? (user === 'root' ? 0 : undefined);
  return {
    pid,
    ppid: integer(values.get('PPID')),
    user,
    uid,
    state: command.includes('<defunct>') ? 'Z' : values.get('STAT')?.slice(0, 1),
    threads: integer(values.get('NLWP')),
    ageSeconds: elapsed(values.get('ELAPSED')),
    rssKiB: kibibytes(values.get('RSS')),
    comm: program,
    line: line.slice(0, 1000),
    apache: isApache(program),
  };
}

/** Base name of the command's first word, past the tree art of `ps f`. */
function programOf(command: readonly string[]): string | undefined {
  const first = command.find((word) => !/^[\\_|`+-]+$/.test(word));
  const name = first?.replace(/^[[(]|[\])]$/g, '').replace(/^.*\//, '');
  return name === undefined || name === '' ? undefined : name.slice(0, 200);
}

function isApache(program: string): boolean {
  return /^(apache2|httpd)([.-](worker|event|prefork|itk|[\w-]+))?:?$/.test(program);
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** KiB; top writes larger sizes with a unit. */
function kibibytes(text: string | undefined): number | undefined {
  const match = /^(\d{1,12}(?:\.\d+)?)([kmgt]?)$/i.exec(text ?? '');
  if (!match) return undefined;
  return Math.round(Number(match[1]) * 1024 ** Math.max(0, ' kmgt'.indexOf((match[2] ?? '').toLowerCase() || ' ') - 1));
}

/** `etimes` seconds, or `etime` as [[dd-]hh:]mm:ss (ps(1)). */
function elapsed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(text);
  if (!match) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

function assemble(rows: readonly Row[]): ProcessFacts {
  const seen = new Set<number>();
  const unique = rows.filter((row) => !seen.has(row.pid) && seen.add(row.pid));
  const processes = unique.filter((row) => row.apache).map(({ apache: _apache, ...process }) => process);
  const pids = new Set(processes.map(({ pid }) => pid));
  const others = unique.filter((row) => !row.apache);
  return {
    origin: 'ps',
    complete: processes.length > 0 || others.some(({ pid }) => pid === 1),
    related: processes.length > 0 && processes.every(({ ppid }) => ppid !== undefined),
    processes,
    parents: parentsOf(processes, pids),
    helpers: others.flatMap(({ pid, ppid, comm, line }) =>
      ppid !== undefined && pids.has(ppid) ? [{ pid, ppid, comm, line }] : [],
    ),
    replaced: [],
  };
}

function parentsOf(processes: readonly ListedProcess[], pids: ReadonlySet<number>): ProcessFacts['parents'] {
  const children = new Map<number, number[]>();
  for (const { pid, ppid } of processes) {
    if (ppid === undefined) continue;
    const known = children.get(ppid);
    if (known) known.push(pid);
    else children.set(ppid, [pid]);
  }
  const roots = processes.filter(({ ppid, uid }) => (ppid === undefined ? uid === 0 : !pids.has(ppid)));
  const isParent = ({ pid, uid }: ListedProcess): boolean => uid === 0 || (children.get(pid)?.length ?? 0) > 0;
  const server = [...roots]
    .filter((root) => isParent(root) && root.state !== 'Z')
    .sort((one, other) => (children.get(other.pid)?.length ?? 0) - (children.get(one.pid)?.length ?? 0))[0];
  return roots.map((root) => ({
    pid: root.pid,
    role: root.pid === server?.pid ? ('server' as const) : isParent(root) ? ('stray' as const) : ('orphan' as const),
    argv: [],
    children: children.get(root.pid) ?? [],
  }));
}
