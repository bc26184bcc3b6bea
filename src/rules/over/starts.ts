import { defined } from '../../lib/defined.ts';
import { hostTime } from '../../lib/host-time.ts';
import type { Evidence } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { type Contradiction, defineContradiction, type Past, type Shown } from '../../model/resolution.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { quoteOf } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { lifeOf } from '../../probes/service/lifecycle.ts';
import { unit } from '../../probes/service/probe.ts';
import type { Survey } from '../../probes/survey/facts.ts';
import { serverOf } from '../../probes/survey/parents.ts';
import { survey } from '../../probes/survey/probe.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { requestsSince } from '../../probes/traffic/recovery.ts';
import { quietEnough } from './quiet.ts';

/** The age of a process is known to the second. */
const AGE_SLACK_MS = 1_000;

interface Facts {
  readonly logs: LogFacts | undefined;
  readonly survey: Survey | undefined;
  readonly unit: UnitFacts | undefined;
}

/** A start or restart that ended well, later than the event; the server must run, and its unit be up. */
function laterStart({ logs: log, survey: host, unit: service }: Facts, past: Past): Shown | undefined {
  if (host !== undefined && serverOf(host) === undefined) return undefined;
  if (service?.active !== undefined && service.active !== 'active' && service.active !== 'reloading') return undefined;
  const said = log && lifeOf(log).findLast(({ kind }) => kind === 'running')?.entry;
  if (said?.at !== undefined && Date.parse(said.at) > Date.parse(past.at))
    return {
      by: `the server was started at ${hostTime(said.at, past.now)}`,
      evidence: [quoteOf(said)],
      since: said.at,
    };
  return parentSince(host, past);
}

/** By the age of the running parent, where the log does not say. */
function parentSince(host: Survey | undefined, { at, now }: Past): Shown | undefined {
  const server = host && serverOf(host);
  const age = host?.processes.find(({ pid }) => pid === server?.pid)?.ageSeconds;
  if (age === undefined) return undefined;
  const since = new Date(Date.parse(now) - age * 1_000).toISOString();
  if (Date.parse(since) <= Date.parse(at) + AGE_SLACK_MS) return undefined;
  return {
    by: `the running server was started at ${hostTime(since, now)}`,
    evidence: [{ kind: 'measure', source: 'survey', name: 'age of the parent process', value: age, unit: 's' }],
    since,
  };
}

/** How often the event came back after a start had gone well. */
function comesBack(log: LogFacts | undefined, entries: readonly LogEntry[]): boolean {
  const starts = log === undefined ? [] : lifeOf(log).filter(({ kind }) => kind === 'running');
  const times = entries.flatMap(({ at }) => (at === undefined ? [] : [Date.parse(at)]));
  const first = Math.min(...times);
  const last = Math.max(...times);
  return starts.some(({ entry }) => Date.parse(entry.at ?? '') > first && Date.parse(entry.at ?? '') < last);
}

/** For what keeps a start from succeeding: one that succeeded later. Where it already came back after a good start, it must stay away longer than between two. */
export const startedSince: Contradiction = defineContradiction({
  words: 'a later start went well',
  from: { logs, survey, unit },
  shows(facts, past) {
    if (comesBack(facts.logs, past.entries) && !quietEnough(past)) return undefined;
    return laterStart(facts, past);
  },
});

/** Requests that a new server must have served before a crash counts as gone. */
const ENOUGH_SERVED = 20;

/** For what happens to a running server: a later start, and since then nothing like it, for a while and through some requests. */
export const steadySinceStart: Contradiction = defineContradiction({
  words: 'the server was started again and has served since without it',
  from: { logs, survey, unit, accessLog },
  shows(facts, past) {
    const start = laterStart(facts, past);
    if (start?.since === undefined || facts.accessLog === undefined || !quietEnough(past)) return undefined;
    const served = requestsSince(facts.accessLog, start.since);
    if (served === undefined || served.count - served.bad < ENOUGH_SERVED) return undefined;
    const requests: Evidence = {
      kind: 'measure',
      source: 'access-log',
      name: 'requests since the start',
      value: served.count,
      unit: 'requests',
    };
    return {
      ...start,
      by: `${start.by} and has answered ${served.count} requests since without it`,
      evidence: [start.evidence[0], ...start.evidence.slice(1), requests],
    };
  },
});

/** For a message of a start that succeeded all the same: the configuration was read again later, and it was not said then. */
export const readAgain: Contradiction = defineContradiction({
  words: 'the configuration was read again later without it',
  from: { logs, survey },
  shows({ logs: log, survey: host }, past) {
    const restart = log && lifeOf(log).findLast(({ kind }) => kind === 'graceful' || kind === 'hard')?.entry;
    if (restart?.at !== undefined && Date.parse(restart.at) > Date.parse(past.at))
      return {
        by: `the configuration was read again at ${hostTime(restart.at, past.now)}`,
        evidence: [quoteOf(restart)],
        since: restart.at,
      };
    return parentSince(host, past);
  },
});

/** For what systemd says of a start: the unit is up since later. */
export const unitUpSince: Contradiction = defineContradiction({
  words: 'the unit is active since later',
  from: { unit },
  shows: ({ unit: service }, { now }) => upBy(service, now, 'is active since'),
});

/** For a start that failed beside a running server, which nobody noticed: the unit was up before and is up now. */
export const upAllAlong: Contradiction = defineContradiction({
  words: 'the unit was active before and is still',
  from: { unit },
  shows({ unit: service }, { began, now }) {
    const since = service?.activeSince;
    if (since === undefined || Date.parse(since) >= Date.parse(began)) return undefined;
    const up = upBy(service, now, 'ran all along, since');
    return up === undefined ? undefined : { by: up.by, evidence: up.evidence };
  },
});

function upBy(service: UnitFacts | undefined, now: string, words: string): Shown | undefined {
  if (service?.active !== 'active' || service.activeSince === undefined || service.stateLine === undefined)
    return undefined;
  const { activeSince, stateLine } = service;
  return {
    by: `${service.unit ?? 'the unit'} ${words} ${hostTime(activeSince, now)}`,
    evidence: [{ kind: 'quote', source: 'unit', text: stateLine }],
    ...defined({ since: activeSince }),
  };
}

/** What closes a failed start, however it failed. */
export const startOver = [startedSince, unitUpSince] as const;
