import { defined } from '../../lib/defined.ts';
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
  return { kind: 'quote', source: entry.source, text: entry.raw, ...defined({ at: entry.at }) };
}

/** Up to `most` quotes, the newest last, always keeping the first; undefined when there are none. */
export function quotesOf(entries: readonly [LogEntry, ...LogEntry[]], most?: number): readonly [Quote, ...Quote[]];
export function quotesOf(entries: readonly LogEntry[], most?: number): readonly [Quote, ...Quote[]] | undefined;
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

/** Messages with one of these codes, or, for versions and programs without codes, with such a text; never what a client caused. */
export function selectBy(codes: readonly string[], text?: RegExp): (all: LogFacts) => readonly LogEntry[] {
  return ({ entries }) =>
    entries.filter(({ code, client, message }) => {
      if (code !== undefined) return codes.includes(code);
      return client === undefined && text !== undefined && text.test(message.slice(0, 2000));
    });
}

/** What systemd says of a unit whose name is httpd's. */
export function selectUnit(pattern: RegExp): (all: LogFacts) => readonly LogEntry[] {
  return ({ entries }) =>
    entries.filter(
      ({ program, message }) =>
        program === 'systemd' && ofApache.test(message.slice(0, 500)) && pattern.test(message.slice(0, 500)),
    );
}

const ofApache = /\b(?:apache2?|httpd|httpd24-httpd|apache24)\b/i;

/** The unit a message of systemd is about. */
export function unitOf(entries: readonly LogEntry[]): string | undefined {
  for (const { message } of entries) {
    const unit = /\b([\w@-]{1,80}\.service)\b/.exec(message)?.[1];
    if (unit !== undefined) return unit;
  }
  return undefined;
}

/** The error as the operating system gave it: `errno` and `errnoText` of the newest message that has them. */
export function errorOf(entries: readonly LogEntry[]): { readonly errno?: number; readonly errnoText?: string } {
  const last = entries.findLast(({ errno }) => errno !== undefined);
  return defined({ errno: last?.errno, errnoText: last?.errnoText });
}
