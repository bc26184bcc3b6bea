import type { LogEntry } from '../../model/log-entry.ts';
import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { crashes } from '../../probes/crashes/crashes.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit as unitState } from '../../probes/service/probe.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

/** So many crashes within a minute leave no child time to do useful work. */
const PER_MINUTE = 10;
/** systemd restarted it so often in one go, by its log; and so often while it waits to do it again. */
const RESTARTS = 3;
const RESTARTS_SO_FAR = 2;
const MINUTE_MS = 60_000;
const scheduled = /^(\S{1,256}): Scheduled restart job, restart counter is at (\d{1,9})\.?$/;

/** The largest number of dated entries within one minute, and the last entry of that minute. */
function densest(entries: readonly LogEntry[]): { count: number; last?: LogEntry } {
  const dated = entries.filter(({ at }) => at !== undefined);
  let from = 0;
  let best: { count: number; last?: LogEntry } = { count: 0 };
  for (const [index, entry] of dated.entries()) {
    while (Date.parse(entry.at ?? '') - Date.parse(dated[from]?.at ?? '') > MINUTE_MS) from += 1;
    if (index - from + 1 >= best.count) best = { count: index - from + 1, last: entry };
  }
  return best;
}

function isRestart({ program, message }: LogEntry): boolean {
  return program === 'systemd' && Number(scheduled.exec(message)?.[2]) >= RESTARTS;
}

/** Children that die one after the other, by httpd's own word or by counting. */
function ofChildren(entries: readonly LogEntry[]): Found | undefined {
  const told = entries.filter(({ code }) => code === 'AH10392');
  const burst = densest(crashes(entries).map(({ entry }) => entry));
  const many = burst.count >= PER_MINUTE && burst.last !== undefined;
  const lines = many && burst.last !== undefined ? [...told, burst.last] : told;
  const evidence = quotesOf(lines, 3);
  if (evidence === undefined) return undefined;
  return {
    summary: many ? `${burst.count} children crashed within a minute.` : 'Children are killed one after the other.',
    evidence,
    facts: { count: many ? burst.count : undefined },
    at: latest(lines),
  };
}

/** Where the number of restarts is not known, waiting for the next one is enough. */
function isAboutToRestart(state: UnitFacts | undefined): boolean {
  return state?.sub === 'auto-restart' && (state.nRestarts ?? RESTARTS_SO_FAR) >= RESTARTS_SO_FAR;
}

/** A service that systemd starts again and again. */
function ofService(entries: readonly LogEntry[], state: UnitFacts | undefined): Found | undefined {
  const lines = entries.filter(isRestart);
  const last = scheduled.exec(lines.at(-1)?.message ?? '');
  const now = isAboutToRestart(state) ? state?.stateLine : undefined;
  const quotes = quotesOf(lines, 2);
  const stated = now === undefined ? undefined : ({ kind: 'quote', source: 'unit', text: now } as const);
  const evidence = stated === undefined ? quotes : ([stated, ...(quotes ?? [])] as const);
  if (evidence === undefined) return undefined;
  const restarts = Math.max(Number(last?.[2] ?? 0), state?.nRestarts ?? 0);
  return {
    summary:
      restarts === 0
        ? `${state?.unit ?? 'The service'} ended and systemd is about to start it again.`
        : `systemd restarted the service ${restarts} times in a row.`,
    ...(restarts === 0 ? { certainty: 'likely' as const } : {}),
    evidence,
    facts: { restarts: restarts === 0 ? undefined : restarts, unit: last?.[1] ?? state?.unit },
    ...(stated === undefined ? { at: latest(lines) } : {}),
  };
}

export const crashLoop = defineRule({
  id: 'crash-loop',
  title: 'Apache or its children are restarted again and again',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'Children die about as fast as they are started (AH10392), or systemd keeps starting a service that keeps ending. Each round costs the requests it held.',
  remedy:
    'Do not restart it by hand as well. Find what the first message of each round says: a crash, a configuration error or a missing resource; then stop the loop, fix that and start once.',
  explains: ['no-children', 'start-limit-hit', 'error-rate-high', 'site-failing'],
  reads: {},
  mayRead: { logs, state: unitState },
  judge({ logs: log, state }) {
    if (log === undefined && state === undefined) return notApplicable('neither a log nor the unit could be read');
    const entries = log?.entries ?? [];
    return ofService(entries, state) ?? ofChildren(entries);
  },
});
