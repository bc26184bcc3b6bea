import type { FindingId } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { Over } from '../../model/resolution.ts';
import { defineRule, type Rule, type RuleHead } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { configErrorOf } from '../../probes/config/errors.ts';
import type { ConfigError } from '../../probes/config/facts.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { type Described, type Entries, hasSome, withEvidence } from '../message-rule.ts';
import { startedSince } from '../over/starts.ts';
import { configtestPasses } from '../over/state.ts';

/** A message together with the configuration error it states. */
interface Stated {
  readonly entry: LogEntry;
  readonly error: ConfigError;
}

/** What a broken configuration explains. */
export const brokenConfiguration: readonly FindingId[] = [
  'start-failed',
  'reload-failed',
  'server-exited',
  'crash-loop',
  'start-limit-hit',
  'reload-unsafe',
  'unit-failed',
  'not-running',
];

function statedErrors({ entries }: LogFacts): Stated[] {
  return entries.flatMap((entry): Stated[] => {
    const error = configErrorOf(entry);
    return error === undefined ? [] : [{ entry, error }];
  });
}

/** A rule about errors in reading the configuration that are of one sort; the newest is described. */
export function configRule(
  spec: Omit<RuleHead, 'severity' | 'runbook'> & {
    /** What shows that it is over; unless said, that the syntax check passes, or a later start. */
    readonly over?: Over;
    readonly isMine: (error: ConfigError) => boolean;
    /** Other messages of the same sort, which name no file. */
    readonly others?: (all: LogFacts) => readonly LogEntry[];
    readonly describe: (error: ConfigError, count: number) => Described;
  },
): Rule {
  const { isMine, others, describe, explains, over, ...head } = spec;
  return defineRule({
    ...head,
    over: over ?? [configtestPasses, startedSince],
    severity: 'critical',
    runbook: 'configtest',
    explains: explains ?? brokenConfiguration,
    reads: { logs },
    judge({ logs: all }) {
      const stated = statedErrors(all).filter(({ error }) => isMine(error));
      const more = (others?.(all) ?? []).filter((entry) => !stated.some((one) => one.entry === entry));
      const entries = newestFirst([...stated.map(({ entry }) => entry), ...more]);
      if (!hasSome(entries)) return undefined;
      const error = stated.find(({ entry }) => entry === entries[0])?.error ?? bare(entries[0]);
      const found = withEvidence(describe(error, entries.length), entries, 2);
      const reasons = entries[0].continuation.slice(0, 1);
      const [first, ...rest] = found.evidence;
      const quotes = reasons.map((text) => ({ kind: 'quote' as const, source: entries[0].source, text }));
      return { ...found, evidence: [first, ...quotes, ...rest] };
    },
  });
}

function bare({ message }: LogEntry): ConfigError {
  return { reason: message.slice(0, 500), chain: [] };
}

/** What the syntax check says now comes before what any log said earlier. */
function newestFirst(entries: readonly LogEntry[]): Entries | readonly [] {
  const time = (entry: LogEntry): number =>
    entry.source === 'configtest' ? Number.POSITIVE_INFINITY : Date.parse(entry.at ?? '') || 0;
  const [first, ...rest] = [...entries].sort((one, other) => (time(other) === time(one) ? 0 : time(other) - time(one)));
  return first === undefined ? [] : [first, ...rest];
}

/** ` in FILE:LINE`, or nothing when no place was named. */
export function placeOf({ file, line }: ConfigError): string {
  return file === undefined ? '' : ` in ${file}${line === undefined ? '' : `:${line}`}`;
}
