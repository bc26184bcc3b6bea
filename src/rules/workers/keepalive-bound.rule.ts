import { defineRule } from '../../model/rule.ts';
import { statusMeasure } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { slotsOf } from '../../probes/workers/scoreboard.ts';

export const keepaliveBound = defineRule({
  id: 'keepalive-bound',
  title: 'Idle keep-alive connections hold the workers',
  kind: 'problem',
  answers: ['workers', 'connections'],
  severity: 'warning',
  cause:
    'Under prefork and worker each kept-alive connection holds a worker until KeepAliveTimeout ends (state K); event hands them to its listener thread instead.',
  remedy:
    'Lower KeepAliveTimeout to 1–3 s (a graceful restart is enough), or move to the event MPM where the modules allow it. More workers would only hold more idle connections.',
  explains: ['max-request-workers', 'near-max-request-workers'],
  reads: { page: statusPage },
  judge({ page }) {
    const board = page.scoreboard;
    const waiting = slotsOf(board, 'K');
    if (board === undefined || page.mpm === 'event' || waiting < 5 || waiting * 2 <= board.slots) return undefined;
    if ((page.idle ?? 0) > board.slots * 0.25) return undefined;
    return {
      summary: `${waiting} of ${board.slots} workers only keep an idle connection open.`,
      evidence: [statusMeasure('workers in keep-alive', waiting, board.slots)],
      facts: {
        count: waiting,
        limit: board.slots,
        idle: page.idle ?? 0,
        ...(page.mpm === undefined ? {} : { mpm: page.mpm }),
      },
    };
  },
});
