import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { quotesOf } from '../../probes/logs/select.ts';
import { backendTimeouts } from '../../probes/proxy/codes.ts';
import { backends } from '../../probes/proxy/probe.ts';
import { statusMeasure } from '../../probes/workers/capacity.ts';
import { waitingForBackend } from '../../probes/workers/held.ts';
import { statusPage } from '../../probes/workers/probe.ts';

export const backendBound = defineRule({
  id: 'backend-bound',
  title: 'Workers wait for a backend, not for the CPU',
  kind: 'problem',
  answers: ['workers'],
  over: { never: 'it is found only while it is so' },
  severity: 'critical',
  cause:
    'Most workers are in state W while few of them can be running: they wait for something behind Apache (a proxied application, PHP-FPM, a database, storage). State W means sending a reply or waiting to have one.',
  remedy:
    'Look at the backend first: its own queue, its database, its limits. More workers would only wait for the same backend; a shorter ProxyTimeout frees them sooner.',
  explains: [
    'max-request-workers',
    'near-max-request-workers',
    'accept-queue-overflow',
    'status-page-unavailable',
    'site-failing',
  ],
  reads: { page: statusPage },
  mayRead: { logs, backends },
  judge({ page, logs: log, backends: connections }) {
    const held = waitingForBackend(page);
    if (held === undefined) return undefined;
    /* What waits for a backend has a connection to it. */
    if (connections?.backends.every(({ open }) => open === 0)) return undefined;
    const slots = page.scoreboard?.slots;
    const slow = log === undefined ? [] : backendTimeouts(log);
    const proxied = slow.length > 0 || page.balancerWorkers.length > 0;
    return {
      summary: held.text,
      certainty: proxied ? 'likely' : 'possible',
      severity: page.idle === 0 ? 'critical' : 'warning',
      evidence: [
        statusMeasure('workers in state W', held.workers, slots),
        statusMeasure('load of the last minute', held.load, undefined, 'processes'),
        ...(quotesOf(slow, 1) ?? []),
      ],
      facts: {
        count: held.workers,
        busy: page.busy,
        limit: slots,
        mpm: page.mpm,
        milliseconds: page.milliseconds,
      },
    };
  },
});
