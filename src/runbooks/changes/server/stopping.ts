import type { Look } from '../../../model/change-runbook.ts';
import { directives } from '../../../probes/config/probe.ts';
import type { UnitFacts } from '../../../probes/service/facts.ts';
import { spanSeconds } from '../../../probes/service/parse-show.ts';
import { mpmOf } from './running.ts';
import { factsOf, serverSources } from './server.ts';

/** Signals by number on Linux (signal(7)). */
const SIGWINCH = '28';
const SIGCONT = '18';
const SIGTERM = '15';

/** DefaultTimeoutStopSec of systemd-system.conf(5), in seconds. */
const DEFAULT_STOP = 90;

/** What a stop of the unit does to requests that run. `waits`: they may end, for so many seconds, without a limit where there is none. */
type Stopping =
  | { readonly kind: 'waits'; readonly seconds: number | undefined; readonly by: string }
  | { readonly kind: 'reclaims' }
  | { readonly kind: 'cuts'; readonly why: string };

/**
 * How the unit's stop treats requests that run. Red Hat's units send SIGWINCH (or a harmless SIGCONT behind it) and wait for TimeoutStopSec. Debian's runs
 * `apachectl graceful-stop`, behind which systemd sends SIGTERM at once: event and worker then give their children 9 s before SIGKILL
 * (AH00045, AH00046; ap_reclaim_child_processes), and prefork's children end at once (measured on Debian 12, 2.4.71: event 10.4 s of a 20 s request, prefork 0.1 s).
 */
function stoppingOf(look: Look, unit: UnitFacts): Stopping {
  const signal = unit.properties['KillSignal'] ?? SIGTERM;
  const command = unit.properties['ExecStop'] ?? '';
  const asks = signal === SIGWINCH || /graceful-stop|-WINCH\b|-28\b/.test(command);
  if (!asks) return { kind: 'cuts', why: `${unit.unit ?? 'the unit'} stops it by a plain SIGTERM` };
  if (signal === SIGWINCH || signal === SIGCONT) return waiting(look, unit);
  if (factsOf(look, serverSources.configtest)?.ok === false)
    return {
      kind: 'cuts',
      why: 'the control program does nothing with a configuration that does not load, so only systemd’s SIGTERM is left',
    };
  const mpm = mpmOf(look);
  if (mpm === 'event' || mpm === 'worker') return { kind: 'reclaims' };
  return {
    kind: 'cuts',
    why: `systemd sends SIGTERM right behind the graceful stop, and ${mpm === undefined ? 'with the prefork MPM (the MPM here is not known)' : `the ${mpm} MPM’s`} children end on it at once`,
  };
}

/** How long systemctl may take for a stop with the start behind it, if there is one: both limits of the unit and some room, in seconds. */
export function commandSeconds(unit: UnitFacts, parts: 'stop' | 'stop and start'): number {
  const stop = stopTimeout(unit) ?? MOST_SECONDS;
  const start = parts === 'stop' ? 0 : (unit.startTimeoutSeconds ?? DEFAULT_STOP);
  return Math.min(MOST_SECONDS, Math.ceil(stop + start) + 20);
}

/** A command is not waited for longer than this; then the end is unknown and the host is looked at. */
const MOST_SECONDS = 900;

/** What happens to requests that run now, with their number where the status page told it; one whole sentence or two. */
export function runningRequests(look: Look, unit: UnitFacts): string {
  const count = countRunning(look);
  const how = howThey(stoppingOf(look, unit));
  if (count === undefined) return `How many requests run now is not known (the status page did not answer). ${how}`;
  const some = count === 1 ? '1 request runs now.' : `${count} requests run now.`;
  return count === 0 ? `No request was running when this was planned. ${how}` : `${some} ${how}`;
}

function howThey(stopping: Stopping): string {
  switch (stopping.kind) {
    case 'waits':
      return stopping.seconds === undefined
        ? 'Running requests may end, without a limit, and the port stays closed until the last one has.'
        : `Running requests may end for up to ${stopping.seconds} s (${stopping.by}), then they are cut; the port stays closed until the last one has ended.`;
    case 'reclaims':
      return 'Running requests get about 9 s to end, then httpd kills their processes (AH00046), because systemd sends SIGTERM right behind the graceful stop; the port stays closed until the last one has ended.';
    case 'cuts':
      return `Running requests are cut at once: ${stopping.why}.`;
  }
}

/** Requests that keep a worker busy besides the one that asked. */
function countRunning(look: Look): number | undefined {
  const busy = factsOf(look, serverSources.statusPage)?.busy;
  return busy === undefined ? undefined : Math.max(0, busy - 1);
}

function waiting(look: Look, unit: UnitFacts): Stopping {
  const written = factsOf(look, directives)?.directives.findLast(({ name }) => name === 'gracefulshutdowntimeout');
  const own = Number(written?.args[0]);
  const limit = stopTimeout(unit);
  if (Number.isInteger(own) && own > 0 && own < (limit ?? Number.POSITIVE_INFINITY))
    return { kind: 'waits', seconds: own, by: 'GracefulShutdownTimeout' };
  return { kind: 'waits', seconds: limit, by: 'TimeoutStopUSec, after which systemd kills what is left' };
}

function stopTimeout({ properties }: UnitFacts): number | undefined {
  const text = properties['TimeoutStopUSec'];
  if (text === undefined) return DEFAULT_STOP;
  return spanSeconds(text);
}
