import type { Json } from '../../lib/json.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { defineRule, type Found, type Rule, type RuleHead } from '../../model/rule.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { logs } from '../../probes/logs/logs.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';

/** At least one message. */
export type Entries = readonly [LogEntry, ...LogEntry[]];

/** What a rule on messages says; evidence and date are taken from the messages. */
export type Described = Omit<Found, 'evidence' | 'at'> & { readonly facts: Readonly<Record<string, Json>> };

/** A rule about messages of one kind: any number of them is one finding, dated by the newest. */
export function messageRule(
  spec: RuleHead & {
    readonly select: (logs: LogFacts) => readonly LogEntry[];
    readonly describe: (entries: Entries, logs: LogFacts) => Described | undefined;
  },
): Rule {
  const { select, describe, ...head } = spec;
  return defineRule({
    ...head,
    reads: { logs },
    judge({ logs: all }) {
      const entries = select(all);
      if (!hasSome(entries)) return undefined;
      const described = describe(entries, all);
      return described === undefined ? undefined : withEvidence(described, entries);
    },
  });
}

/** The description together with quotes of the messages, their number and the moment of the newest. */
export function withEvidence(described: Described, entries: Entries, most = 3): Found {
  const at = dateOf(entries);
  const evidence = quotesOf(entries, most) ?? [
    { kind: 'quote' as const, source: entries[0].source, text: entries[0].raw },
  ];
  return {
    ...described,
    facts: { count: entries.length, ...described.facts },
    evidence,
    ...(at === undefined ? {} : { at }),
  };
}

/** When the newest was written; undefined when one of them is the state at collection, such as what a syntax check just said. */
export function dateOf(entries: readonly LogEntry[]): string | undefined {
  return entries.some(({ source }) => source === 'configtest') ? undefined : latest(entries);
}

export function hasSome(entries: readonly LogEntry[]): entries is Entries {
  return entries.length > 0;
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

/** `once`, `7 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** Values without repetition, in the order first seen; undefined ones are left out. */
export function unique<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values)].filter((value): value is T => value !== undefined);
}

/** The values that are known: undefined ones are left out. */
export function known(values: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const facts: Record<string, Json> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) facts[name] = value;
  return facts;
}
