import { defined } from '../../lib/defined.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from '../logs/facts.ts';
import { selectUnit } from '../logs/select.ts';

// What systemd says of a unit, seen from systemd 219 (RHEL 7) to 252:
//   Starting The Apache HTTP Server...                                        every job begins and ends with such a line
//   apache2.service: Failed at step EXEC spawning /usr/sbin/apachectl: No such file or directory    from the child, as systemd[PID] or (apachectl)[PID]
//   apache2.service: Control process exited, code=exited, status=203/EXEC     219: "httpd.service: control process exited, code=exited status=203"
//   apache2.service: Failed with result 'exit-code'.                          219: "Unit httpd.service entered failed state." "httpd.service failed."
//   apache2.service: State 'stop-sigterm' timed out. Killing.                 219: "httpd.service stop-sigterm timed out. Killing."
// The same line tells how ExecStartPre, ExecStart, ExecReload and ExecStop ended: only the job that runs tells them apart.

/** What was being done to the unit when something happened. */
export type Job = 'start' | 'reload' | 'stop';

/** One thing that systemd said of a unit. */
export interface UnitEvent {
  readonly kind:
    | 'begun'
    | 'done'
    | 'job-failed'
    | 'setup-detail'
    | 'setup-failed'
    | 'exited'
    | 'environment-missing'
    | 'timeout'
    | 'failed'
    | 'dependency'
    | 'condition'
    | 'masked'
    | 'pid-file';
  readonly entry: LogEntry;
  /** The job it belongs to; undefined while none runs, and where the text begins in the middle. */
  readonly job?: Job;
  /** Name of systemd's step, such as `NAMESPACE`; the state that timed out; the condition. */
  readonly step?: string;
  /** The program that was to run. */
  readonly path?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly status?: number;
}

type Reading = readonly [
  pattern: RegExp,
  kind: UnitEvent['kind'],
  read?: (groups: Readonly<Record<string, string | undefined>>) => Partial<Omit<UnitEvent, 'kind' | 'entry'>>,
];

const readings: readonly Reading[] = [
  [/^Starting /, 'begun', () => ({ job: 'start' })],
  [/^Reloading /, 'begun', () => ({ job: 'reload' })],
  [/^Stopping /, 'begun', () => ({ job: 'stop' })],
  [/^Started /, 'done', () => ({ job: 'start' })],
  [/^Reloaded /, 'done', () => ({ job: 'reload' })],
  [/^Stopped /, 'done', () => ({ job: 'stop' })],
  [/^Reload failed for /, 'job-failed', () => ({ job: 'reload' })],
  [/\bUnit \S{1,100} is masked/, 'masked'],
  [/^Dependency failed for |failed with result 'dependency'/, 'dependency'],
  [
    /^Condition check resulted in .{1,200} being skipped|skipped because .{1,60}(?:condition|assertion)[^(]{0,60}(?:\((?<step>[^)]{1,300})\))?|^Assertion failed for /,
    'condition',
    ({ step }) => defined({ step }),
  ],
  [
    /: (?<reason>Failed to (?:set up|mount|create|change|determine|locate|find) .{1,300})$/,
    'setup-detail',
    ({ reason }) => defined({ reason }),
  ],
  [/^Failed to start /, 'job-failed', () => ({ job: 'start' })],
  [
    /Failed at step (?<step>[A-Z_0-9]{1,40}) spawning (?<path>\S{1,300}?): (?<reason>.{1,200})$/,
    'setup-failed',
    ({ step, path, reason }) => defined({ step, path, reason }),
  ],
  [
    /Failed to (?:load environment files|run '[\w-]{1,20}' task): (?<reason>.{1,200})$/,
    'environment-missing',
    ({ reason }) => defined({ reason }),
  ],
  [
    /(?:[Mm]ain|[Cc]ontrol) process exited, code=(?<code>[a-z]+),? status=(?<status>\d{1,3})/,
    'exited',
    ({ code, status }) => defined({ code, status: Number(status) }),
  ],
  [
    /(?:State '(?<state>[\w-]{1,40})'|\b(?<word>start|stop|reload|[a-z]+-[a-z-]+)(?: operation)?) timed out/i,
    'timeout',
    ({ state, word }) => {
      const step = (state ?? word ?? '').toLowerCase();
      const job = (['start', 'reload', 'stop'] as const).find((one) => step.startsWith(one));
      return defined({ step, job });
    },
  ],
  [
    /(?:Can't open|New main PID|PID) (?:PID )?.{0,120}(?:PID file|does not belong to service|not our child)/,
    'pid-file',
  ],
  [
    /Failed with result '(?<reason>[\w-]{1,40})'|entered failed state|\.service failed\.$/,
    'failed',
    ({ reason }) => defined({ reason }),
  ],
];

/** What systemd said of the units of Apache, oldest first; each event with the job that ran. */
export function unitEvents(all: LogFacts): UnitEvent[] {
  const events: UnitEvent[] = [];
  let running: Job | undefined;
  for (const entry of selectUnit(/./)(all)) {
    const read = readEvent(entry);
    if (read === undefined) continue;
    const event = read.job === undefined && running !== undefined ? { ...read, job: running } : read;
    if (event.kind === 'begun') running = event.job;
    if (event.kind === 'done' || event.kind === 'job-failed') running = undefined;
    events.push(event);
  }
  return events;
}

function readEvent(entry: LogEntry): UnitEvent | undefined {
  const message = entry.message.slice(0, 500);
  for (const [pattern, kind, read] of readings) {
    const found = pattern.exec(message);
    if (found !== null) return { kind, entry, ...read?.(found.groups ?? {}) };
  }
  return undefined;
}

/** What happened since the last start that went well, without what belongs to a reload or a stop: the story of a start that failed. */
export function failedStart(all: LogFacts): UnitEvent[] {
  const events = unitEvents(all);
  const since = events.findLastIndex(({ kind, job }) => kind === 'done' && job === 'start');
  return events.slice(since + 1).filter(({ job }) => job === undefined || job === 'start');
}

/** What systemd said during a reload or a stop, which says nothing of a start. */
export function duringOtherJobs(all: LogFacts): ReadonlySet<LogEntry> {
  return new Set(unitEvents(all).flatMap(({ job, entry }) => (job === 'reload' || job === 'stop' ? [entry] : [])));
}
