import { defineRule } from '../../model/rule.ts';
import { statusMeasure } from '../../probes/workers/capacity.ts';
import { keptAlive } from '../../probes/workers/held.ts';
import { statusPage } from '../../probes/workers/probe.ts';

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
    const held = keptAlive(page);
    if (held === undefined) return undefined;
    const slots = page.scoreboard?.slots;
    return {
      summary: held.text,
      evidence: [statusMeasure('workers in keep-alive', held.workers, slots)],
      facts: { count: held.workers, limit: slots, idle: page.idle ?? 0, mpm: page.mpm },
    };
  },
});
