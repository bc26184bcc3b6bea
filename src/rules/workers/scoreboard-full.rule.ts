import { withCode } from '../../probes/logs/select.ts';
import { mpmOf } from '../../probes/workers/saturation-codes.ts';
import { messageRule } from '../message-rule.ts';
import { workersIdle } from '../over/state.ts';

export const scoreboardFull = messageRule({
  id: 'scoreboard-full',
  title: 'No process slot is free although workers are below the limit',
  kind: 'problem',
  answers: ['workers', 'mpm-settings'],
  over: [workersIdle],
  severity: 'critical',
  cause:
    'Processes that are finishing (an old generation after a reload, or replaced by MaxConnectionsPerChild or MaxSpareThreads) hold the slots, so the new generation cannot start fully (AH03490 event, AH00288 worker; repeated every second). The full scoreboard is the symptom: something keeps old requests alive, and ServerLimit leaves no slack.',
  remedy:
    'Find the requests that old processes still serve; avoid further reloads until they are gone. Then set ServerLimit to about twice MaxRequestWorkers / ThreadsPerChild, which needs a full restart.',
  explains: ['near-max-request-workers', 'accept-queue-overflow', 'status-page-unavailable', 'site-failing'],
  quotes: 2,
  select: (logs) => withCode(logs, 'AH03490', 'AH00485', 'AH00288'),
  describe(said) {
    const mpm = mpmOf(said.at(-1));
    return {
      summary: `The scoreboard is full of finishing processes (logged ${said.length} ${said.length === 1 ? 'time' : 'times'}${mpm === undefined ? '' : `, MPM ${mpm}`}).`,
      facts: { mpm },
    };
  },
});
