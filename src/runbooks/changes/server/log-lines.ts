import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { LogEntry } from '../../../model/log-entry.ts';
import type { LogFacts } from '../../../probes/logs/facts.ts';
import { quotesOf, withCode } from '../../../probes/logs/select.ts';
import type { Point } from './points.ts';
import { factsOf, serverSources } from './server.ts';

/** A graceful restart was asked for: codes of prefork, worker and event, in this order. */
export const asked = ['AH00171', 'AH00297', 'AH00493'] as const;
/** The parent serves, after a start or again: in the same order. */
export const resumed = ['AH00163', 'AH00292', 'AH00489'] as const;
/** The second read of the configuration failed and the server ended itself (server/main.c). */
export const died = ['AH00017', 'AH00018', 'AH00019', 'AH00020'] as const;
/** Limits that a reload cannot change: the old value stays (mpm_common and each MPM's check_config). */
export const ignored = ['AH00179', 'AH00304', 'AH00501', 'AH00309', 'AH00506'] as const;

/** What was logged since the baseline; a second earlier, as journal and error log round differently. Without a time to count from: nothing. */
export function since(look: Look, { now }: Baseline): LogFacts | undefined {
  const facts = factsOf(look, serverSources.logs);
  if (facts === undefined || now === null) return facts === undefined ? undefined : { ...facts, entries: [] };
  const from = Date.parse(now) - 1_000;
  return { ...facts, entries: facts.entries.filter(({ at }) => at !== undefined && Date.parse(at) >= from) };
}

/** Whether a line was written at or after another; what has no time is not held against it. */
export function isAfter(at: string | undefined, other: string | undefined): boolean {
  return at === undefined || other === undefined || Date.parse(at) >= Date.parse(other);
}

/** None of the lines with which a server ends itself. */
export function noFatalLinePoint(entries: LogFacts): Point {
  const name = 'No fatal line';
  const [dead] = withCode(entries, ...died);
  if (dead === undefined) return { name, passed: true, detail: 'none of AH00017 to AH00020 since then' };
  return {
    name,
    passed: false,
    fatal: true,
    detail: `${dead.code}: the server ended itself while it read its configuration`,
  };
}

/** Up to four of the lines that tell of a reload, a start and what went wrong with it, and up to four that say why it did. */
export function lifeQuotes(entries: LogFacts | undefined): readonly string[] {
  if (entries === undefined) return [];
  const life = textsOf(withCode(entries, ...asked, ...resumed, ...died, ...ignored));
  return [...new Set([...life, ...troubleQuotes(entries)])];
}

const severe: ReadonlySet<string> = new Set(['emerg', 'alert', 'crit', 'error']);

/** What the server itself complains of, with no client in it: lines of a severe level, and those of a start, which have a code and no level. */
export function troubleQuotes(entries: LogFacts | undefined): readonly string[] {
  const told = (entries?.entries ?? []).filter(
    ({ client, level, code }) => client === undefined && (level === undefined ? code !== undefined : severe.has(level)),
  );
  return textsOf(told);
}

function textsOf(entries: readonly LogEntry[]): readonly string[] {
  return (quotesOf(entries, 4) ?? []).map(({ text }) => text);
}
