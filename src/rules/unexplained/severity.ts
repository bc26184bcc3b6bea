import type { Finding, FindingId, Severity } from '../../model/finding.ts';
import type { Said } from '../../model/rule.ts';
import type { Grave } from '../../probes/logs/grave.ts';
import type { AccessFacts } from '../../probes/traffic/facts.ts';
import { outcomes } from './unclaimed.ts';

/** The moment of the look and the start of the running parent, as far as they are known; neither is for pasted text. */
export interface Window {
  readonly now: string | undefined;
  readonly started: string | undefined;
}

/** What a server survived for an hour did not end it. */
const FRESH_MS = 3_600_000;
/** Fewer messages than this, and old ones, are any server's day. */
const FEW = 3;
/** As error-rate-high: one in twenty. */
const FAILING = 0.05;

/**
 * Critical only where nothing better explains it: the server itself said crit or worse within the hour, or it is in a bad state and said an error.
 * What requests of clients led to is a warning while requests fail, or where nobody could count them, and otherwise worth knowing.
 */
export function severityOf(
  left: readonly Grave[],
  { findings }: Said,
  seen: { readonly window: Window; readonly access: AccessFacts | undefined },
): { readonly severity: Severity; readonly explains: readonly FindingId[] } {
  const present = findings.filter(({ resolved }) => resolved === undefined);
  const states = present.filter(({ id }) => outcomes.has(id));
  const explains = states.map(({ id }) => id);
  const fresh = left.filter(({ entry }) => isFresh(entry.at, seen.window));
  const own = left.filter(({ entry, weight }) => entry.client === undefined && weight !== 'warn');
  const ended = states.some((one) => one.severity === 'critical' && isFresh(one.at, seen.window));
  const dire = own.some(({ weight, entry }) => weight !== 'error' && isFresh(entry.at, seen.window));
  if ((dire || (ended && own.length > 0)) && !present.some((one) => isBetter(one, seen.window)))
    return { severity: 'critical', explains };
  const errors = own.some((one) => fresh.includes(one)) || own.length >= FEW;
  const clients = fresh.filter(({ entry, weight }) => entry.client !== undefined && weight !== 'warn');
  if (errors || (clients.length > 0 && mayFail(seen.access, states))) return { severity: 'warning', explains };
  return { severity: 'notice', explains: [] };
}

/** A finding that says why, and is of now. */
function isBetter({ id, severity, at }: Finding, window: Window): boolean {
  return severity === 'critical' && !outcomes.has(id) && isFresh(at, window);
}

function mayFail(access: AccessFacts | undefined, states: readonly Finding[]): boolean {
  if (states.length > 0 || access === undefined) return true;
  const counted = access.lines - access.unread;
  const failed = Object.entries(access.statuses).reduce(
    (sum, [status, n]) => (status.startsWith('5') ? sum + n : sum),
    0,
  );
  return counted > 0 && failed >= counted * FAILING;
}

function isFresh(at: string | undefined, { now }: Window): boolean {
  return at === undefined || now === undefined || Date.parse(now) - Date.parse(at) <= FRESH_MS;
}
