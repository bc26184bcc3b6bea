import type { Look } from '../../../model/change-runbook.ts';
import type { Reason } from '../../../model/plan.ts';
import { journal } from '../../../probes/logs/probe.ts';
import type { UnitFacts } from '../../../probes/service/facts.ts';
import { spanSeconds } from '../../../probes/service/parse-show.ts';
import { because } from './refusal.ts';
import { factsOf } from './server.ts';

/** DefaultStartLimitIntervalSec and DefaultStartLimitBurst of systemd-system.conf(5). */
const DEFAULT_SECONDS = 10;
const DEFAULT_BURST = 5;

/** How near a unit is to systemd's start limit (systemd.unit(5), StartLimitIntervalSec). */
type StartLimit =
  | { readonly known: true; readonly starts: number; readonly burst: number; readonly seconds: number }
  | { readonly known: false; readonly why: string };

/** Starts of the unit within its limit's interval; every start counts, also that of a restart that went well. */
export function startLimit(look: Look, unit: UnitFacts): StartLimit {
  const seconds = secondsOf(unit.properties['StartLimitIntervalUSec'] ?? unit.properties['StartLimitInterval']);
  const burst = Number(unit.properties['StartLimitBurst'] ?? DEFAULT_BURST);
  if (seconds === 0 || burst === 0) return { known: true, starts: 0, burst: Number.POSITIVE_INFINITY, seconds };
  const { now } = look.context;
  if (now === undefined) return { known: false, why: 'the host’s clock could not be read' };
  const from = Date.parse(now) - seconds * 1_000;
  if (quietSince(unit, from)) return { known: true, starts: 0, burst, seconds };
  const entries = factsOf(look, journal)?.entries;
  if (entries === undefined) return { known: false, why: 'the journal could not be read' };
  const starts = entries.filter(
    ({ program, message, at }) =>
      program === 'systemd' && begins.test(message.slice(0, 200)) && at !== undefined && Date.parse(at) >= from,
  );
  return { known: true, starts: starts.length, burst, seconds };
}

/** Not systemd-oomd's own line, which the journal is read with. */
const begins = /^Starting (?!.*(?:systemd-oomd|Out-Of-Memory))/;

/** Why one more start would be refused by systemd, or why that cannot be known. */
export function startLimitReasons(limit: StartLimit): readonly Reason[] {
  if (!limit.known)
    return [
      because(`How often the unit was started lately cannot be told: ${limit.why}. systemd may refuse the start.`),
    ];
  if (!wouldHit(limit)) return [];
  const { starts, burst, seconds } = limit;
  return [
    because(
      `The unit was started ${starts} ${starts === 1 ? 'time' : 'times'} in the last ${seconds} s and systemd allows ${burst}: it would stop the server and refuse to start it again (start-limit-hit). Wait ${seconds} s and plan again.`,
    ),
  ];
}

/** Whether one more start comes to more than systemd allows. */
export function wouldHit(limit: StartLimit): boolean {
  return limit.known && limit.starts + 1 > limit.burst;
}

/** Whether systemd has stopped starting the unit. */
export function isLimitHit({ result }: UnitFacts): boolean {
  return result === 'start-limit-hit' || result === 'start-limit';
}

/** In this state since before the interval began, so no start falls into it. */
function quietSince({ active, activeSince, inactiveSince }: UnitFacts, from: number): boolean {
  if (active === 'active') return activeSince !== undefined && Date.parse(activeSince) < from;
  if (active === 'inactive' || active === 'failed')
    return inactiveSince !== undefined && Date.parse(inactiveSince) < from;
  return false;
}

/** A span in words, or plain microseconds of systemd 219. */
function secondsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SECONDS;
  if (/^\d{1,15}$/.test(text)) return Number(text) / 1_000_000;
  return spanSeconds(text) ?? Number.MAX_SAFE_INTEGER;
}
