import { times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { FindingId } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { errnos, says } from '../../probes/limits/messages.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const codes: readonly string[] = ['AH00159', 'AH00283', 'AH00481'];
/** A CGI child or helper that could not be started; only resource errors count here. */
const helperCodes: readonly string[] = ['AH01223', 'AH01241', 'AH01252', 'AH00089', 'AH00104', 'AH00105'];
const hostWide = /^\(CRON\) (?:error|CAN'T FORK|CANNOT FORK) ?\(?can't fork|^\(CRON\) .{0,40}can't fork/i;
const shells =
  /\bfork: (?:retry: )?(?:Cannot allocate memory|Resource temporarily unavailable|Not enough memory|No child processes)/;

function isResource(errno: number | undefined): boolean {
  return errno === errnos.EAGAIN || errno === errnos.ENOMEM;
}

function isForkFailure(entry: LogEntry): boolean {
  if (entry.code !== undefined)
    return codes.includes(entry.code) || (helperCodes.includes(entry.code) && isResource(entry.errno));
  if (/^(?:CRON|cron|crond|anacron)$/.test(entry.program ?? ''))
    return hostWide.test(entry.message) || shells.test(entry.message);
  if (says(entry, /^fork: Unable to fork new process/)) return true;
  return (
    entry.client === undefined &&
    shells.test(entry.message) &&
    (entry.program !== undefined || entry.level === undefined)
  );
}

function errnoOf(entry: LogEntry): number | undefined {
  if (entry.errno !== undefined) return entry.errno;
  if (/Cannot allocate memory|Not enough memory/.test(entry.message)) return errnos.ENOMEM;
  return /Resource temporarily unavailable/.test(entry.message) ? errnos.EAGAIN : undefined;
}

const causes: Readonly<Record<number, string>> = {
  [errnos.EAGAIN]:
    'EAGAIN (11): a limit on tasks was reached, not memory: TasksMax of the unit (pids.max of its control group), RLIMIT_NPROC of the run user, kernel.threads-max or pid_max. Threads count as tasks.',
  [errnos.ENOMEM]:
    'ENOMEM (12): the kernel would not promise the memory of another process: memory and swap are used up, vm.overcommit_memory=2 with CommitLimit reached, or a container’s limit.',
};
const advices: Readonly<Record<number, string>> = {
  [errnos.EAGAIN]:
    'Compare TasksCurrent with TasksMax (event needs about ThreadsPerChild + 3 tasks per process), then raise TasksMax in a drop-in, or lower MaxRequestWorkers; a full restart applies it.',
  [errnos.ENOMEM]:
    'See who holds the memory (free, swap, the largest processes), lower MaxRequestWorkers to what fits, and look for children that grow. Recycling children by a tiny MaxConnectionsPerChild only makes more forks.',
};

const effects: readonly FindingId[] = [
  'no-children',
  'threads-exhausted',
  'max-request-workers',
  'accept-queue-overflow',
  'status-page-unavailable',
  'host-sick',
  'site-failing',
];

export const forkFailed = messageRule({
  id: 'fork-failed',
  title: 'No new process can be started',
  kind: 'problem',
  answers: ['limits'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'AH00159, AH00283, AH00481: fork(2) failed, so dead or missing children are not replaced. EAGAIN means a limit on tasks, ENOMEM memory: they need different remedies.',
  remedy: 'Read the error number: (11) is a limit on tasks (TasksMax, nproc, threads-max), (12) is memory.',
  explains: effects,
  select: ({ entries }) => entries.filter(isForkFailure),
  describe(entries) {
    const errno = entries.map(errnoOf).findLast((value) => value !== undefined);
    const own = entries.some(({ program }) => program === undefined || !/cron/i.test(program));
    const what =
      errno === errnos.ENOMEM
        ? ' for want of memory'
        : errno === errnos.EAGAIN
          ? ' because a limit on tasks was reached'
          : '';
    return {
      summary: `${own ? 'Apache' : 'The host'} could not start a process ${times(entries.length)}${what}.`,
      ...(errno !== undefined && causes[errno] !== undefined ? { cause: causes[errno] } : {}),
      ...(errno !== undefined && advices[errno] !== undefined ? { advice: advices[errno] } : {}),
      ...(errno === errnos.ENOMEM ? { explains: [...effects, 'heap-corruption', 'core-suppressed'] } : {}),
      facts: {
        errno,
        errnoText: entries.findLast(({ errnoText }) => errnoText !== undefined)?.errnoText,
        reason: errno === errnos.EAGAIN ? 'EAGAIN' : errno === errnos.ENOMEM ? 'ENOMEM' : undefined,
        scope: own ? undefined : 'host',
        pids: distinct(entries.map(({ pid }) => pid)),
      },
    };
  },
});
