import { defined } from '../../lib/defined.ts';
import type { Instant } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';

/** A process the kernel killed for memory. */
export interface Victim {
  readonly pid: number;
  readonly comm: string;
  readonly totalVmKiB?: number;
  readonly anonRssKiB?: number;
  readonly uid?: number;
  readonly cgroup?: string;
}

/** Whose memory ran out: the machine's, a control group's, a cpuset's, or that of a NUMA policy. */
export type OomScope = 'global' | 'cgroup' | 'cpuset' | 'policy';

/** Resident memory by program name, from the table the killer prints. */
export interface Resident {
  readonly name: string;
  readonly rssKiB: number;
  readonly processes: number;
}

/** One run of the kernel's OOM killer. */
export interface OomEvent {
  readonly at?: Instant;
  /** Who asked for memory when there was none; not who was killed. */
  readonly invoker?: string;
  readonly scope?: OomScope;
  /** The group whose limit was reached. */
  readonly cgroup?: string;
  readonly limitKiB?: number;
  readonly victims: readonly Victim[];
  /** The process whose score was highest, where the kernel named it and no kill line followed: it or a child of it died. */
  readonly chosen?: Victim;
  readonly residents: readonly Resident[];
  /** The lines that say so: who invoked it, the verdict, the kills. */
  readonly lines: readonly LogEntry[];
}

interface Draft {
  at?: string;
  invoker?: string;
  scope?: OomScope;
  cgroup?: string;
  limitKiB?: number;
  victims: Victim[];
  chosen?: Victim;
  residents: Map<string, { pages: number; processes: number }>;
  columns?: readonly string[];
  lines: LogEntry[];
  /** True once a kill was seen, so that the next verdict opens another event. */
  ended: boolean;
}

const invoked = /^(.{1,64}?) invoked oom-killer:/;
const killed =
  /^(?:(Memory cgroup out of memory|Out of [Mm]emory)[^:]{0,60}: )?Killed process (\d{1,10})(?:, UID (\d{1,10}),)? \((.{1,64}?)\)(?=[,:. ]|$)(.*)$/;
const scored =
  /^(?:(Memory cgroup out of memory|Out of [Mm]emory)[^:]{0,60}: )?[Kk]ill process (\d{1,10}) \((.{1,64}?)\) score \d+ or /;
const verdict = /^oom-kill:constraint=CONSTRAINT_([A-Z_]+)(.*)$/;
const byLimit = /^Task in (\S{1,4096}) killed as a result of limit of (\S{1,4096})/;
const grouped = /^Tasks in (\S{1,4096}) are going to be killed due to memory\.oom\.group set/;
const usage = /^memory: usage \d+kB, limit (\d{1,20})kB/;
const header = /^\[ *pid *\] +(.+)$/;
const row = /^\[ *(\d{1,10})\] +(\d.*)$/;
const scopes: Readonly<Record<string, OomScope>> = {
  NONE: 'global',
  MEMCG: 'cgroup',
  CPUSET: 'cpuset',
  MEMORY_POLICY: 'policy',
};

/** Page size of every machine httpd is commonly run on; the table counts in pages. */
const PAGE_KIB = 4;
const NO_LIMIT_KIB = 2 ** 50;

function draft(): Draft {
  return { victims: [], residents: new Map(), lines: [], ended: false };
}

function amount(text: string, name: string): number | undefined {
  const value = new RegExp(`\\b${name}:(\\d{1,15})(?:kB)?`).exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}

function field(text: string, name: string): string | undefined {
  return new RegExp(`[,=]?\\b${name}=([^,]{1,4096})`).exec(text)?.[1];
}

function scopeOf(words: string | undefined): OomScope | undefined {
  if (words === undefined) return undefined;
  return words.startsWith('Memory') ? 'cgroup' : 'global';
}

function addVictim(event: Draft, victim: Victim): void {
  const index = event.victims.findIndex(({ pid }) => pid === victim.pid);
  const earlier = event.victims[index];
  if (earlier === undefined) event.victims.push(victim);
  else event.victims[index] = { ...earlier, ...victim };
}

function number(name: string, value: string | number | undefined): Record<string, number> {
  return value === undefined ? {} : { [name]: Number(value) };
}

function readKilled(event: Draft, match: RegExpExecArray): void {
  const [, words, pid = '', uid, comm = '', rest = ''] = match;
  addVictim(event, {
    pid: Number(pid),
    comm,
    ...number('totalVmKiB', amount(rest, 'total-vm') ?? amount(rest, 'vsz')),
    ...number('anonRssKiB', amount(rest, 'anon-rss')),
    ...number('uid', uid ?? amount(rest, 'UID') ?? /, UID (\d{1,10})/.exec(rest)?.[1]),
  });
  const scope = event.scope ?? scopeOf(words);
  if (scope !== undefined) event.scope = scope;
  event.ended = true;
}

function readVerdict(event: Draft, match: RegExpExecArray): void {
  const [, constraint = '', rest = ''] = match;
  const scope = scopes[constraint];
  if (scope !== undefined) event.scope = scope;
  const limited = field(rest, 'oom_memcg');
  if (limited !== undefined) event.cgroup = limited;
  const pid = field(rest, 'pid');
  const comm = field(rest, 'task');
  const own = field(rest, 'task_memcg');
  if (pid === undefined || comm === undefined || !/^\d{1,10}$/.test(pid)) return;
  const uid = field(rest, 'uid');
  addVictim(event, {
    pid: Number(pid),
    comm,
    ...number('uid', uid),
    ...defined({ cgroup: own }),
  });
}

function readRow(event: Draft, text: string): void {
  const { columns = ['uid', 'tgid', 'total_vm', 'rss'] } = event;
  const cells = text.trim().split(/ +/);
  const pages = Number(cells[columns.indexOf('rss')]);
  const name = event.columns === undefined ? (cells.at(-1) ?? '') : cells.slice(columns.length - 1).join(' ');
  if (!Number.isSafeInteger(pages) || name === '') return;
  const sum = event.residents.get(name) ?? { pages: 0, processes: 0 };
  event.residents.set(name, { pages: sum.pages + pages, processes: sum.processes + 1 });
}

/** Lines that only add to the event at hand; true when the line was one of them. */
function readDetail(event: Draft, message: string): boolean {
  const limit = usage.exec(message);
  const columns = header.exec(message);
  const process = row.exec(message);
  if (limit !== null && Number(limit[1]) < NO_LIMIT_KIB) event.limitKiB = Number(limit[1]);
  if (columns !== null) event.columns = (columns[1] ?? '').trim().split(/ +/);
  else if (process !== null) readRow(event, process[2] ?? '');
  return limit !== null || columns !== null || process !== null;
}

function readLimitLine(event: Draft, message: string): boolean {
  const task = byLimit.exec(message);
  const group = grouped.exec(message);
  const path = task?.[2] ?? group?.[1];
  if (path === undefined) return false;
  event.scope = 'cgroup';
  event.cgroup = path;
  return true;
}

function readScored(event: Draft, match: RegExpExecArray): void {
  const [, words, pid = '', comm = ''] = match;
  event.chosen = { pid: Number(pid), comm };
  const scope = event.scope ?? scopeOf(words);
  if (scope !== undefined) event.scope = scope;
}

/** True when this line says something of weight about the event. */
function readWeighty(event: Draft, message: string): boolean {
  const start = invoked.exec(message);
  const kill = killed.exec(message);
  const score = scored.exec(message);
  const judged = verdict.exec(message);
  if (start !== null) event.invoker = (start[1] ?? '').replace(/^.*: /, '');
  else if (kill !== null) readKilled(event, kill);
  else if (score !== null) readScored(event, score);
  else if (judged !== null) readVerdict(event, judged);
  else return readLimitLine(event, message);
  return true;
}

function opensAnother(event: Draft, message: string): boolean {
  if (invoked.test(message)) return event.lines.length > 0;
  if (!event.ended) return false;
  return scored.test(message) || verdict.test(message) || byLimit.test(message);
}

function finished(event: Draft): OomEvent {
  const residents = [...event.residents]
    .map(([name, { pages, processes }]) => ({ name, rssKiB: pages * PAGE_KIB, processes }))
    .sort((one, other) => other.rssKiB - one.rssKiB);
  const { columns: _, ended: __, chosen, residents: ___, ...rest } = event;
  const open = chosen !== undefined && event.victims.length === 0 ? { chosen } : {};
  return { ...rest, ...open, residents };
}

/** Every run of the OOM killer that these messages tell of, oldest first; only the kernel's own messages are believed. */
export function oomEvents(entries: readonly LogEntry[]): readonly OomEvent[] {
  const events: Draft[] = [];
  let event = draft();
  for (const entry of entries) {
    if (entry.program !== 'kernel') continue;
    if (opensAnother(event, entry.message)) event = draft();
    if (readDetail(event, entry.message) || !readWeighty(event, entry.message)) continue;
    event.lines.push(entry);
    if (entry.at !== undefined) event.at = entry.at;
    if (!events.includes(event)) events.push(event);
  }
  return events.map(finished);
}

/** True for programs of Apache, and for the PHP processes it hands requests to. */
export function isApache(comm: string): boolean {
  return /^(?:\/usr\/s?bin\/)?(?:apache|httpd|php-fpm|php\d[\d.]*-fpm|php-cgi|lsphp)/.test(comm);
}

/** True when the victim belongs to Apache by name, or by the control group of its service. */
export function isOfApache({ comm, cgroup = '' }: Victim): boolean {
  return isApache(comm) || /\/(?:apache2|httpd)(?:@[^/]*)?\.service/.test(cgroup);
}
