import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { hangs, statusMeasure, usage } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { limitNear, limitReached, mpmOf } from '../../probes/workers/saturation-codes.ts';
import { workersIdle } from '../over/state.ts';

export const nearMaxRequestWorkers = defineRule({
  id: 'near-max-request-workers',
  title: 'Almost every worker is busy',
  kind: 'problem',
  answers: ['workers', 'mpm-settings', 'connections'],
  over: [workersIdle],
  severity: 'warning',
  cause:
    'MaxRequestWorkers is nearly used up (AH10159 event since 2.4.38, AH00287 worker: all threads started, some still idle). Like the message of the limit itself it is logged once in the life of the parent.',
  remedy:
    'Look at what the workers do now, and compare memory with the limit before raising it; the next burst will make requests wait.',
  reads: {},
  mayRead: { logs, page: statusPage },
  judge({ logs: log, page }) {
    if (log === undefined && page === undefined) return notApplicable('neither log nor status page seen');
    const state = usage(page);
    const said = limitNear(log);
    if (state === 'full' || hangs(page)) return undefined;
    if (state === 'near' && page?.busy !== undefined && page.idle !== undefined && page.scoreboard !== undefined)
      return {
        summary: `${page.busy} of ${page.scoreboard.slots} workers are busy, ${page.idle} idle.`,
        evidence: [statusMeasure('busy workers', page.busy, page.scoreboard.slots), ...(quotesOf(said, 1) ?? [])],
        facts: {
          busy: page.busy,
          idle: page.idle,
          limit: page.scoreboard.slots,
          mpm: page.mpm,
        },
      };
    const evidence = quotesOf(said, 2);
    if (evidence === undefined || limitReached(log).length > 0) return undefined;
    const mpm = mpmOf(said.at(-1));
    return {
      summary: `httpd${mpm === undefined ? '' : ` (MPM ${mpm})`} logged that it came within MinSpareThreads of its limit of workers.`,
      evidence,
      facts: { count: said.length, mpm },
      at: latest(said),
    };
  },
});
