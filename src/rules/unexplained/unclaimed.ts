import type { FindingId } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { Said } from '../../model/rule.ts';
import type { FiledEntry } from '../../probes/logs/facts.ts';
import { type Grave, isEcho } from '../../probes/logs/grave.ts';
import { shapeOf } from '../../probes/logs/group.ts';

/** Findings that tell what happened to the server and not why: what it said beside them may be the reason. */
export const outcomes: ReadonlySet<string> = new Set([
  'not-running',
  'unit-failed',
  'start-failed',
  'start-timeout',
  'start-limit-hit',
  'server-exited',
  'reload-failed',
  'stop-failed',
  'crash-loop',
  'no-children',
  'site-failing',
  'error-rate-high',
  'fatal-child-exit',
]);

/** Findings that quote a message because it goes with what they count, and account for none. */
const beside: ReadonlySet<string> = new Set(['error-rate-high', 'site-failing']);

/** httpd writes several lines about one failed request or step, all within this time; the number is a choice. */
const TOGETHER_MS = 1_000;

/**
 * The messages that no finding accounts for. One is accounted for when a finding is about it or quotes it, or one of the same code, error number and shape;
 * when it only says that a start or the server ended and something critical was found;
 * and when the same process wrote it about the same request, or with no request, within a second of one that a cause is about and that is at least as bad.
 */
export function unclaimed(grave: readonly Grave[], all: readonly FiledEntry[], said: Said): readonly Grave[] {
  const claimed = claimedOf(all, said);
  const keys = new Set([...claimed.keys()].map(keyOf));
  const causes = [...claimed].flatMap(([entry, by]) => (by.some((id) => !outcomes.has(id)) ? [entry] : []));
  const byPlace = new Map<string, number[]>();
  for (const entry of causes) {
    const time = Date.parse(entry.at ?? '');
    const place = placeOf(entry);
    if (place !== undefined && !Number.isNaN(time)) addTo(byPlace, place, time);
  }
  const ended = said.findings.some(({ severity }) => severity === 'critical');
  return grave.filter(({ entry, weight }) => {
    if (ended && isEcho(entry)) return false;
    if (keys.has(keyOf(entry))) return false;
    const place = placeOf(entry);
    if (place === undefined || weight === 'emerg' || weight === 'alert') return true;
    const time = Date.parse(entry.at ?? '');
    return !(byPlace.get(place) ?? []).some((one) => Math.abs(one - time) <= TOGETHER_MS);
  });
}

/** Each message that a finding is about or quotes, with the findings that do. */
function claimedOf(
  all: readonly FiledEntry[],
  { findings, claims }: Said,
): ReadonlyMap<LogEntry, readonly FindingId[]> {
  const claimed = new Map<LogEntry, FindingId[]>();
  for (const [id, entries] of claims) for (const entry of entries) addTo(claimed, entry, id);
  const written = new Map<string, LogEntry[]>();
  for (const entry of all) for (const line of [entry.raw, ...entry.continuation]) addTo(written, line, entry);
  for (const { id, evidence } of findings.filter((one) => !beside.has(one.id))) {
    const quoted = evidence.flatMap((one) => (one.kind === 'quote' ? (written.get(one.text) ?? []) : []));
    for (const entry of quoted) addTo(claimed, entry, id);
  }
  return claimed;
}

/** Same code, error number and shape: the same thing said of another number, path or name. */
export function keyOf(entry: LogEntry): string {
  return `${entry.code ?? ''}|${entry.errno ?? ''}|${shapeOf(entry)}`;
}

/** The request, or the process itself; undefined where the line names neither. */
function placeOf({ pid, tid, client, program }: LogEntry): string | undefined {
  if (program === 'systemd' || program === 'kernel' || (pid ?? client) === undefined) return undefined;
  return `${pid ?? ''}|${tid ?? ''}|${client ?? ''}`;
}

function addTo<Key, One>(lists: Map<Key, One[]>, key: Key, one: One): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}
