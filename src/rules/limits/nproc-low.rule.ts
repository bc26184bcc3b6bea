import { defineRule } from '../../model/rule.ts';
import { limits } from '../../probes/limits/probe.ts';
import { processes } from '../../probes/processes/probe.ts';

/** Fewer tasks than the defaults of event can need: 6 processes of 25 + 3 threads, twice during a reload, and PHP or CGI under the same user. */
const SMALL = 350;
const CLOSE = 0.9;

export const nprocLow = defineRule({
  id: 'nproc-low',
  title: 'The run user may have only few processes and threads',
  kind: 'problem',
  answers: ['limits'],
  severity: 'warning',
  cause:
    'RLIMIT_NPROC counts all tasks of the run user, threads included, over all services of that user (mod_php, PHP-FPM, CGI). Beyond it fork and thread creation fail with (11)Resource temporarily unavailable.',
  remedy:
    'Raise LimitNPROC in a drop-in of the unit (or the nproc line in limits.d where that applies) and restart fully.',
  explains: ['fork-failed', 'threads-exhausted'],
  reads: { limits },
  mayRead: { processes },
  judge({ limits: limit, processes: listed }) {
    const tasks = limit.values['Max processes'];
    if (tasks === undefined || tasks.soft === 'unlimited') return undefined;
    const used = (listed?.processes ?? []).reduce((sum, { threads = 1 }) => sum + threads, 0);
    const close = used >= tasks.soft * CLOSE;
    if (!close && tasks.soft >= SMALL) return undefined;
    return {
      summary: `The run user may have ${tasks.soft} processes and threads${used > 0 ? `; Apache alone has ${used}` : ''}.`,
      ...(close ? {} : { explains: [] }),
      certainty: close ? 'certain' : 'likely',
      evidence: [{ kind: 'quote', source: 'limits', text: tasks.line }],
      facts: { limit: tasks.soft, hard: tasks.hard, used: used > 0 ? used : undefined, pid: limit.pid },
    };
  },
});
