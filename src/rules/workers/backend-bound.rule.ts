import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/logs/logs.ts';
import { quotesOf } from '../../probes/logs/select.ts';
import { backendTimeouts } from '../../probes/proxy/codes.ts';
import { statusMeasure } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { slotsOf } from '../../probes/workers/scoreboard.ts';

export const backendBound = defineRule({
  id: 'backend-bound',
  title: 'Workers wait for a backend, not for the CPU',
  kind: 'problem',
  answers: ['workers'],
  severity: 'critical',
  cause:
    'Most workers are in state W while few of them can be running: they wait for something behind Apache (a proxied application, PHP-FPM, a database, storage). State W means sending a reply or waiting to have one.',
  remedy:
    'Look at the backend first: its own queue, its database, its limits. More workers would only wait for the same backend; a shorter ProxyTimeout frees them sooner.',
  explains: ['max-request-workers', 'near-max-request-workers', 'accept-queue-overflow', 'status-page-unavailable'],
  reads: { page: statusPage },
  mayRead: { logs },
  judge({ page, logs: log }) {
    const board = page.scoreboard;
    const writing = slotsOf(board, 'W');
    if (board === undefined || page.busy === undefined) return undefined;
    if (writing < 5 || writing < page.busy * 0.7 || page.busy < board.slots * 0.8) return undefined;
    if (page.load1 === undefined || page.load1 * 2 >= writing) return undefined;
    const slow = log === undefined ? [] : backendTimeouts(log);
    const proxied = slow.length > 0 || page.balancerWorkers.length > 0;
    return {
      summary: `${writing} of ${board.slots} workers are in state W while the load is only ${page.load1}: they wait for something behind Apache.`,
      certainty: proxied ? 'likely' : 'possible',
      severity: page.idle === 0 ? 'critical' : 'warning',
      evidence: [
        statusMeasure('workers in state W', writing, board.slots),
        statusMeasure('load of the last minute', page.load1, undefined, 'processes'),
        ...(quotesOf(slow, 1) ?? []),
      ],
      facts: {
        count: writing,
        busy: page.busy,
        limit: board.slots,
        ...(page.mpm === undefined ? {} : { mpm: page.mpm }),
        ...(page.milliseconds === undefined ? {} : { milliseconds: page.milliseconds }),
      },
    };
  },
});
