import type { Quote } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from './facts.ts';

/** The entries that carry one of these AH codes, oldest first. */
export function withCode(logs: LogFacts, ...codes: readonly string[]): readonly LogEntry[] {
  return logs.entries.filter((entry) => entry.code !== undefined && codes.includes(entry.code));
}

/** The entries not caused by a client whose message matches; for messages that never had an AH code (2.2, glibc, systemd, kernel). */
export function saying(logs: LogFacts, pattern: RegExp): readonly LogEntry[] {
  return logs.entries.filter((entry) => entry.client === undefined && pattern.test(entry.message));
}

/** The entry as evidence, verbatim and dated. */
export function quoteOf(entry: LogEntry): Quote {
  return { kind: 'quote', source: entry.source, text: entry.raw, ...(entry.at === undefined ? {} : { at: entry.at }) };
}

/** Up to `most` quotes, the newest last, always keeping the first; undefined when there are none. */
export function quotesOf(entries: readonly LogEntry[], most = 3): readonly [Quote, ...Quote[]] | undefined {
  const [first, ...rest] = entries;
  if (first === undefined) return undefined;
  const kept = most < 2 ? [] : rest.slice(-(most - 1));
  return [quoteOf(first), ...kept.map(quoteOf)];
}

/** When the newest of these entries was written, if any is dated. */
export function latest(entries: readonly LogEntry[]): string | undefined {
  let newest: string | undefined;
  for (const { at } of entries)
    if (at !== undefined && (newest === undefined || Date.parse(at) > Date.parse(newest))) newest = at;
  return newest;
}
