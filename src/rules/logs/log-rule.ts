import type { Json } from '../../lib/json.ts';
import type { Certainty, FindingId, Severity } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { defineRule, type Rule, type RuleHead } from '../../model/rule.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { logs } from '../../probes/logs/logs.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';

/** At least one message, oldest first. */
export type Entries = readonly [LogEntry, ...LogEntry[]];

interface LogRule extends RuleHead {
  /** The messages it is about, oldest first. */
  select(logs: LogFacts): readonly LogEntry[];
  /** What is said of them; `cause`, `advice` and `severity` replace the rule's own where the case is special. */
  describe(entries: Entries): {
    readonly summary: string;
    readonly facts?: Readonly<Record<string, Json>>;
    readonly cause?: string;
    readonly advice?: string;
    readonly severity?: Severity;
    readonly certainty?: Certainty;
    readonly explains?: readonly FindingId[];
  };
}

/** A rule about one family of messages: any number of them is one finding with `count`, dated by the newest. */
export function logRule(spec: LogRule): Rule {
  return defineRule({
    ...spec,
    reads: { logs },
    judge({ logs: log }) {
      const entries = spec.select(log);
      const [first, ...rest] = entries;
      const evidence = quotesOf(entries, 3);
      if (first === undefined || evidence === undefined) return undefined;
      const described = spec.describe([first, ...rest]);
      const facts = { count: entries.length, ...errorOf(entries), ...described.facts };
      return { ...described, facts, evidence, at: latest(entries) };
    },
  });
}

/** `errno` and `errnoText` of the newest message that has them. */
export function errorOf(entries: readonly LogEntry[]): { errno?: number; errnoText?: string } {
  const last = entries.findLast((entry) => entry.errno !== undefined);
  if (last?.errno === undefined) return {};
  return { errno: last.errno, ...(last.errnoText === undefined ? {} : { errnoText: last.errnoText }) };
}

/** The value without its undefined members, as facts. */
export function known(facts: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(facts)) if (value !== undefined) kept[name] = value;
  return kept;
}

/** Each value once, in the order of first appearance, at most `most`. */
export function distinct<T>(values: readonly (T | undefined)[], most = 50): T[] {
  const kept = new Set<T>();
  for (const value of values) if (value !== undefined) kept.add(value);
  return [...kept].slice(0, most);
}

/** `once`, `7 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** `1 child`, `7 children`; the plural as given. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
