import { defined } from '../../lib/defined.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from '../logs/facts.ts';

/** A moment in the life of the server; `running` follows every start and every restart that went well. */
export interface Moment {
  readonly kind: 'running' | 'graceful' | 'hard' | 'stop' | 'graceful-stop' | 'died';
  readonly entry: LogEntry;
}

const kinds: Readonly<Record<string, Moment['kind']>> = {
  AH00163: 'running',
  AH00292: 'running',
  AH00489: 'running',
  AH00171: 'graceful',
  AH00297: 'graceful',
  AH00493: 'graceful',
  AH00173: 'hard',
  AH00298: 'hard',
  AH00494: 'hard',
  AH00169: 'stop',
  AH00295: 'stop',
  AH00491: 'stop',
  AH00170: 'graceful-stop',
  AH00296: 'graceful-stop',
  AH00492: 'graceful-stop',
  AH00017: 'died',
  AH00018: 'died',
  AH00019: 'died',
  AH00020: 'died',
  AH02818: 'died',
};

/** The same messages before 2.4, which had no codes. */
const texts: readonly (readonly [RegExp, Moment['kind']])[] = [
  [/^\S.{0,300} configured -- resuming normal operations$/, 'running'],
  [/^(?:SIGUSR1 received\. {1,2}Doing graceful restart|Graceful restart requested, doing restart)$/, 'graceful'],
  [/^SIGHUP received\. {1,2}Attempting to restart$/, 'hard'],
  [/^caught SIGTERM, shutting down$/, 'stop'],
  [/^caught SIGWINCH, shutting down gracefully$/, 'graceful-stop'],
];

/** Starts, restarts and ends of the server, oldest first. */
export function lifeOf({ entries }: LogFacts): Moment[] {
  return entries.flatMap((entry): Moment[] => {
    const kind = kindOf(entry);
    return kind === undefined ? [] : [{ kind, entry }];
  });
}

function kindOf({ code, client, message, program }: LogEntry): Moment['kind'] | undefined {
  if (code !== undefined) return kinds[code];
  if (client !== undefined || program === 'kernel' || program === 'systemd') return undefined;
  return texts.find(([pattern]) => pattern.test(message.slice(0, 400)))?.[1];
}

/** True while the parent is in the middle of a hard restart, as far as the log goes: it waits up to ten seconds for its children to end, and nothing answers. */
export function isRestarting(log: LogFacts | undefined, now: string | undefined): boolean {
  const last = log && lifeOf(log).at(-1);
  if (last?.kind !== 'hard' || last.entry.at === undefined || now === undefined) return false;
  return Date.parse(now) - Date.parse(last.entry.at) < RESTART_MS;
}

/** The ten seconds, and as long as a look takes. */
const RESTART_MS = 30_000;

/** Restarts that the parent announced and did not come back from: the next thing known is its end, or another parent. */
export function unfinishedRestarts(log: LogFacts): LogEntry[] {
  const life = lifeOf(log);
  return life.flatMap(({ kind, entry }, index): LogEntry[] => {
    if (kind !== 'graceful' && kind !== 'hard') return [];
    const next = life[index + 1];
    const back = next?.kind === 'running' && next.entry.pid === entry.pid;
    if (back || next?.kind === 'graceful' || next?.kind === 'hard' || next?.kind.includes('stop') === true) return [];
    return next !== undefined || endedAfter(log, entry) ? [entry] : [];
  });
}

function endedAfter({ entries }: LogFacts, { at = '' }: LogEntry): boolean {
  return entries.some(
    (entry) =>
      entry.program === 'systemd' &&
      Date.parse(entry.at ?? '') >= Math.floor(Date.parse(at) / 1000) * 1000 &&
      /[Mm]ain process exited, code=exited,? status=[1-9]|Failed with result 'exit-code'/.test(
        entry.message.slice(0, 500),
      ),
  );
}

const mpmOf: Readonly<Record<string, string>> = {
  AH00163: 'prefork',
  AH00292: 'worker',
  AH00489: 'event',
};

/** MPM and version the running parent said it has, from its newest such message. */
export function runningAs(
  log: LogFacts,
): { readonly mpm?: string; readonly version?: string; readonly entry: LogEntry } | undefined {
  const last = lifeOf(log).findLast(({ kind }) => kind === 'running');
  if (last === undefined) return undefined;
  const mpm = mpmOf[last.entry.code ?? ''];
  const version = /^Apache\/(\d+\.\d+\.\d+)/.exec(last.entry.message)?.[1];
  return { entry: last.entry, ...defined({ mpm, version }) };
}
