import { defined } from '../lib/defined.ts';
import type { LogEntry } from '../model/log-entry.ts';
import type { Over } from '../model/resolution.ts';
import { defineRule, type Found, type Rule, type RuleHead } from '../model/rule.ts';
import type { MaybeFacts, Sources } from '../model/source.ts';
import { logs } from '../probes/combined/logs.ts';
import type { LogFacts } from '../probes/logs/facts.ts';
import { countOf } from '../probes/logs/requests.ts';
import { latest, quotesOf } from '../probes/logs/select.ts';

/** At least one message, oldest first. */
export type Entries = readonly [LogEntry, ...LogEntry[]];

/** What a rule says of messages; evidence, number, date and what is claimed are taken from them. */
export type Described = Omit<Found, 'evidence' | 'at' | 'claims'>;

/** A rule over messages: any number of them is one finding, with the number of requests or messages as `count`, quoted, and dated by the newest. */
export function messageRule<M extends Sources = Record<never, never>>(
  spec: RuleHead & {
    readonly over: Over;
    readonly mayRead?: M;
    /** How many messages are quoted at most, the first and the newest; three unless said. */
    readonly quotes?: number;
    /** The messages it is about, oldest first. */
    select(logs: LogFacts, seen: MaybeFacts<M>): readonly LogEntry[];
    describe(entries: Entries, logs: LogFacts, seen: MaybeFacts<M>): Described | undefined;
    /** What other facts say where no message does. */
    withoutMessages?(seen: MaybeFacts<M>, logs: LogFacts): Found | undefined;
  },
): Rule {
  return defineRule({
    ...spec,
    reads: { logs },
    judge(seen, { since }) {
      const all = spec.select(seen.logs, seen);
      const entries = asked(all, since);
      if (!hasSome(entries)) return spec.withoutMessages?.(seen, seen.logs);
      const described = spec.describe(entries, seen.logs, seen);
      return described === undefined ? undefined : { ...withEvidence(described, entries, spec.quotes), claims: all };
    },
  });
}

/** The messages of the time that was asked about; all of them when they are older, for then they are history. */
function asked(all: readonly LogEntry[], since: string | undefined): readonly LogEntry[] {
  if (since === undefined) return all;
  const later = all.filter(({ at }) => at === undefined || Date.parse(at) >= Date.parse(since));
  return later.some(({ at }) => at !== undefined) ? later : all;
}

/** The description together with quotes of the messages, their number and the moment of the newest. */
export function withEvidence(described: Described, entries: Entries, most?: number): Found {
  return {
    ...described,
    facts: { count: countOf(entries), ...defined(described.facts ?? {}) },
    evidence: quotesOf(entries, most),
    at: dateOf(entries),
    claims: entries,
  };
}

/** When the newest was written; undefined when one of them is the state at collection, such as what a syntax check just said. */
export function dateOf(entries: readonly LogEntry[]): string | undefined {
  return entries.some(({ source }) => source === 'configtest') ? undefined : latest(entries);
}

export function hasSome(entries: readonly LogEntry[]): entries is Entries {
  return entries.length > 0;
}
