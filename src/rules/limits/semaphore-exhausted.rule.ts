import { times } from '../../lib/counts.ts';
import type { Evidence } from '../../model/finding.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { errnos, isAboutMutex, mutexOf } from '../../probes/limits/messages.ts';
import { semaphores } from '../../probes/limits/probe.ts';
import type { SemaphoreFacts } from '../../probes/limits/semaphores.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { startedSince } from '../over/starts.ts';
import { semaphoresFree } from '../over/state.ts';

function isFull(facts: SemaphoreFacts | undefined): facts is SemaphoreFacts {
  return facts !== undefined && (facts.arrays >= facts.arraysMax || facts.semaphores >= facts.semaphoresMax);
}

export const semaphoreExhausted = defineRule({
  id: 'semaphore-exhausted',
  title: 'No semaphore is left for httpd’s mutexes',
  kind: 'problem',
  answers: ['limits', 'preflight'],
  over: [semaphoresFree, startedSince],
  severity: 'critical',
  cause:
    '“(28)No space left on device” on a mutex is not the disk: the kernel’s SysV semaphore arrays (fourth number of kernel.sem), or shared memory, are used up, usually by dead servers that were ended by SIGKILL. The next start or reload fails (AH00023, AH00020).',
  remedy:
    'List arrays of the run user whose creator is gone (ipcs -s, ipcs -s -i ID) and remove exactly those ids; removing one of a live Apache ends it. Or raise kernel.sem, or set Mutex to a kind that needs no SysV semaphores.',
  runbook: 'clear-semaphores',
  explains: ['start-failed', 'reload-failed', 'server-exited', 'unit-failed', 'fatal-child-exit', 'site-failing'],
  reads: {},
  mayRead: { logs, semaphores },
  judge({ logs: log, semaphores: ipc }) {
    if (log === undefined && ipc === undefined) return notApplicable('neither a log nor the semaphores could be read');
    const lines = (log?.entries ?? []).filter((entry) => entry.errno === errnos.ENOSPC && isAboutMutex(entry));
    const full = isFull(ipc) ? ipc : undefined;
    const evidence: Evidence[] = [...(quotesOf(lines, 2) ?? [])];
    if (full !== undefined)
      evidence.push({
        kind: 'measure',
        source: 'semaphores',
        name: 'semaphore arrays',
        value: full.arrays,
        limit: full.arraysMax,
        unit: 'arrays',
      });
    const [first, ...rest] = evidence;
    if (first === undefined) return undefined;
    const mutex = lines.map(mutexOf).findLast((name) => name !== undefined);
    const used = ipc === undefined ? '' : `; ${ipc.arrays} of ${ipc.arraysMax} arrays are in use`;
    return {
      summary:
        lines.length > 0
          ? `Apache could not create ${mutex === undefined ? 'a mutex' : `the ${mutex} mutex`} ${times(lines.length)}: no semaphore was left${used}.`
          : `All semaphores are in use${used.replace('; ', ': ')}; the next start or reload of Apache would fail.`,
      evidence: [first, ...rest],
      facts: {
        errno: lines.length > 0 ? errnos.ENOSPC : undefined,
        errnoText: lines.at(-1)?.errnoText,
        count: lines.length > 0 ? lines.length : undefined,
        reason: mutex,
        used: ipc?.arrays,
        limit: ipc?.arraysMax,
        owners: ipc?.owners.map((owner) => ({ ...owner })),
      },
      ...(full === undefined ? { at: latest(lines) } : {}),
    };
  },
});
