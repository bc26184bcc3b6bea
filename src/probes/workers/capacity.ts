import { defined } from '../../lib/defined.ts';
import type { Measure } from '../../model/finding.ts';
import type { ListenerFacts } from '../ports/facts.ts';
import { slotsOf } from './scoreboard.ts';
import type { StatusPage } from './status-facts.ts';

/** How far the workers are used up, by Apache's own account; `unknown` without a scoreboard. */
export function usage(page: StatusPage | undefined): 'full' | 'near' | 'free' | 'unknown' {
  const board = page?.scoreboard;
  if (page?.idle === undefined || page.busy === undefined || board === undefined) return 'unknown';
  const open = slotsOf(board, '.') > 0;
  if (page.idle === 0 && page.busy > 0 && !open) return 'full';
  if (!open && page.idle <= Math.max(1, Math.floor(board.slots * 0.1)) && page.busy >= board.slots * 0.8) return 'near';
  return 'free';
}

/** True when a request got no answer in time, or not even a place in a full queue: what it meets when no worker is free. */
export function hangs(page: StatusPage | undefined): boolean {
  return page !== undefined && !page.answered && !page.refused;
}

/** The most connections waiting on one socket held by Apache (or by nobody visible). */
export function longestQueue(facts: ListenerFacts | undefined): ListenerFacts['listeners'][number] | undefined {
  return facts?.listeners
    .filter(({ holders, queued }) => (queued ?? 0) > 0 && (holders.length === 0 || holders.some(isApacheHolder)))
    .sort((one, other) => (other.queued ?? 0) - (one.queued ?? 0))[0];
}

/** True for a holder that runs under Apache's name. */
export function isApacheHolder(holder: { readonly program: string }): boolean {
  return /^(apache2|httpd)/.test(holder.program);
}

/** A number of the status page as evidence. */
export function statusMeasure(name: string, value: number, limit?: number, unit = 'workers'): Measure {
  return { kind: 'measure', source: 'status-page', name, value, unit, ...defined({ limit }) };
}
