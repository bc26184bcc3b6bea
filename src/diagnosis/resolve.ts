import type { Finding, Instant, Silence } from '../model/finding.ts';
import type { LogEntry } from '../model/log-entry.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Rule } from '../model/rule.ts';
import type { ReadContext, Source } from '../model/source.ts';

/**
 * The finding, resolved where something that its rule declares shows that it is over. Only what is dated can be: what has no time is the state at the look.
 * A contradiction from before the event, or of the same moment, counts for nothing.
 */
export function resolve(
  rule: Rule,
  finding: Finding,
  entries: readonly LogEntry[],
  outcomes: (source: Source) => Outcome<unknown>,
  context: ReadContext,
): Finding {
  const { at } = finding;
  const { now } = context;
  if (at === undefined || now === undefined || rule.over === undefined || 'never' in rule.over) return finding;
  const past = { finding, entries, at, began: begunAt(finding, entries, at), now };
  const shown = rule.over.flatMap((contradiction) => contradiction.show(outcomes, past, context) ?? []);
  const later = shown.filter(({ since }) => Date.parse(since ?? now) > Date.parse(at));
  const over = later.find(({ effectStays }) => effectStays !== true);
  if (over !== undefined) return { ...finding, resolved: { by: over.by, evidence: over.evidence, lastSeen: at } };
  const [gone] = later;
  return gone === undefined ? finding : { ...finding, silence: { lastSeen: at, gone: gone.by } };
}

/** An effect may be logged this much before or after its cause, as for causes. */
const SLACK_MS = 5_000;

/** Closes also what a cause that is over explains, where it happened while that lasted: no more speaks for it than for its cause. */
export function closeEffects(findings: readonly Finding[]): readonly Finding[] {
  const causes = findings.filter(isResolved);
  return findings.map((finding) => {
    const { at, resolved, kind } = finding;
    if (at === undefined || resolved !== undefined || kind !== 'problem') return finding;
    const cause = causes.find((one) => one.explains.includes(finding.id) && spans(one, finding, at));
    if (cause?.resolved === undefined) return finding;
    return { ...finding, resolved: { ...cause.resolved, lastSeen: at } };
  });
}

function spans(cause: Finding, effect: Finding, at: Instant): boolean {
  const last = cause.resolved?.lastSeen;
  if (last === undefined) return false;
  const [first, begun] = [begunAt(cause, [], last), begunAt(effect, [], at)].map((time) => Date.parse(time));
  return (begun ?? 0) >= (first ?? 0) - SLACK_MS && Date.parse(at) <= Date.parse(last) + SLACK_MS;
}

/** True for what is listed as history because something shows that it is over. */
export function isResolved({ resolved }: Finding): boolean {
  return resolved !== undefined;
}

function begunAt({ evidence }: Finding, entries: readonly LogEntry[], at: Instant): Instant {
  const times = [at, ...evidence.flatMap((one) => one.at ?? []), ...entries.flatMap((entry) => entry.at ?? [])];
  return times.reduce((first, one) => (Date.parse(one) < Date.parse(first) ? one : first));
}

/** Requests that the access log counts since a moment; undefined where it does not tell. */
export type RequestsSince = (at: Instant) => Omit<Silence, 'lastSeen'> | undefined;

/** What was seen in the newest minute counts as seen now. */
const NOW_MS = 60_000;

/** The finding with how long ago it was last seen, where that is not now, and how much traffic passed since without it. */
export function withSilence(finding: Finding, now: Instant | undefined, requestsSince?: RequestsSince): Finding {
  const { at, severity, kind } = finding;
  if (at === undefined || now === undefined || severity === 'notice' || kind !== 'problem') return finding;
  if (finding.silence !== undefined || Date.parse(now) - Date.parse(at) < NOW_MS) return finding;
  return { ...finding, silence: { lastSeen: at, ...requestsSince?.(at) } };
}
