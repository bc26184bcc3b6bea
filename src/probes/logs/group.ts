import { defined } from '../../lib/defined.ts';
import { type LogLevel, logLevels } from '../../model/intent.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { FiledEntry } from './facts.ts';

/** Messages that say the same, but for numbers, addresses and names. */
export interface MessageGroup {
  readonly count: number;
  /** AH code, where the messages have one. */
  readonly code?: string;
  readonly level?: string;
  /** The newest of them. */
  readonly newest: LogEntry;
  /** The files they stand in, where their source reads several; each once, in the order of first appearance. */
  readonly files: readonly string[];
  /** When the first and the last were written; absent when none is dated. */
  readonly first?: string;
  readonly last?: string;
  /** Messages per minute between first and last; absent for one message or one moment. */
  readonly perMinute?: number;
}

/** Which messages are wanted; `text` is looked for as it stands, upper and lower case being the same. */
export interface Wanted {
  readonly text?: string | undefined;
  /** This level or a weightier one; messages without a level stay, for startup lines have none. */
  readonly level?: LogLevel | undefined;
  /** ISO 8601; undated messages stay behind the dated one before them. */
  readonly from?: string | undefined;
}

/** The entries that are wanted, in their order. */
export function selectEntries<Entry extends LogEntry>(
  entries: readonly Entry[],
  { text, level, from }: Wanted,
): readonly Entry[] {
  const sought = text?.toLowerCase();
  const weight = level === undefined ? logLevels.length : logLevels.indexOf(level);
  const since = from === undefined ? Number.NaN : Date.parse(from);
  let last = Number.NaN;
  return entries.filter((entry) => {
    if (entry.at !== undefined) last = Date.parse(entry.at);
    if (last < since) return false;
    if (weightOf(entry.level) > weight) return false;
    return (
      sought === undefined || [entry.raw, ...entry.continuation].some((line) => line.toLowerCase().includes(sought))
    );
  });
}

/** Groups messages by what they say; the group with the newest message comes last. Linear in the entries. */
export function groupEntries(
  entries: readonly FiledEntry[],
  keyed: (entry: LogEntry) => string = keyOf,
): readonly MessageGroup[] {
  const groups = new Map<string, FiledEntry[]>();
  for (const entry of entries) {
    const key = keyed(entry);
    const group = groups.get(key);
    groups.delete(key);
    if (group === undefined) groups.set(key, [entry]);
    else {
      group.push(entry);
      groups.set(key, group);
    }
  }
  return [...groups.values()].flatMap((group) => {
    const newest = group.at(-1);
    return newest === undefined ? [] : [groupOf(group, newest)];
  });
}

function groupOf(entries: readonly FiledEntry[], newest: LogEntry): MessageGroup {
  const times = entries.flatMap(({ at }) => (at === undefined || Number.isNaN(Date.parse(at)) ? [] : [at]));
  const [first, last] = [times[0], times.at(-1)];
  const minutes = first === undefined || last === undefined ? 0 : (Date.parse(last) - Date.parse(first)) / 60_000;
  return {
    count: entries.length,
    newest,
    files: [...new Set(entries.flatMap(({ file }) => file ?? []))],
    ...defined({ code: newest.code, level: newest.level }),
    ...(first === undefined || last === undefined ? {} : { first, last }),
    ...(minutes > 0 ? { perMinute: (times.length - 1) / minutes } : {}),
  };
}

function weightOf(level: string | undefined): number {
  if (level === undefined) return 0;
  if (/^trace\d$/.test(level)) return logLevels.length;
  const word = { warning: 'warn', err: 'error' }[level] ?? level;
  return Math.max(
    0,
    logLevels.findIndex((name) => name.startsWith(word)),
  );
}

/** An AH code says what a message is; without one, its shape. */
function keyOf(entry: LogEntry): string {
  return entry.code ?? shapeOf(entry);
}

/** What is left of a message when numbers, addresses, paths and quoted words are taken out. */
export function shapeOf({ message, program, level }: LogEntry): string {
  const shape = message
    .slice(0, 300)
    .replace(/"[^"]*"|'[^']*'/g, '"…"')
    .replace(/(?:\/[\w.@%+-]+)+/g, '/…')
    .replace(/\b0x[0-9a-f]+\b|\b[0-9a-f]{8,}\b/gi, '#')
    .replace(/\d+/g, '#')
    .slice(0, 160);
  return `${program ?? ''}|${level ?? ''}|${shape}`;
}
