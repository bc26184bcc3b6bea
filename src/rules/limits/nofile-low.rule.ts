import type { Evidence } from '../../model/finding.ts';
import { defineRule } from '../../model/rule.ts';
import { limits } from '../../probes/limits/probe.ts';
import { processes } from '../../probes/processes/probe.ts';

/** Below this a worker of event at its defaults (25 threads, (2 + 1) × 25 connections, backends, logs) has no room to spare. */
const SMALL = 256;
/** Share of the limit in use from which a burst of connections reaches it. */
const CLOSE = 0.8;

export const nofileLow = defineRule({
  id: 'nofile-low',
  title: 'File descriptors are nearly used up, or the limit is very low',
  kind: 'problem',
  answers: ['limits'],
  severity: 'warning',
  cause:
    'The limit counts per process. Each distinct log file costs two descriptors in every process, besides listeners, connections, backend sockets and open files; it has nothing to do with MaxRequestWorkers of prefork.',
  remedy:
    'Raise it where the server gets it (APACHE_ULIMIT_MAX_FILES in Debian’s envvars, LimitNOFILE elsewhere) and restart fully; a reload keeps the old limit.',
  reads: { limits },
  mayRead: { processes },
  judge({ limits: limit, processes: listed }) {
    const files = limit.values['Max open files'];
    if (files === undefined || files.soft === 'unlimited') return undefined;
    const fullest = [...(listed?.processes ?? [])].sort((one, other) => (other.fds ?? 0) - (one.fds ?? 0))[0];
    const used = Math.max(limit.fds ?? 0, fullest?.fds ?? 0);
    const close = used >= files.soft * CLOSE;
    if (!close && files.soft >= SMALL) return undefined;
    const quote: Evidence = { kind: 'quote', source: 'limits', text: files.line };
    const pid = used === fullest?.fds ? fullest.pid : limit.pid;
    const measure: Evidence = {
      kind: 'measure',
      source: fullest?.fds === used ? 'processes' : 'limits',
      name: 'open files',
      value: used,
      limit: files.soft,
      unit: 'files',
    };
    return {
      summary: close
        ? `Process ${pid} has ${used} of ${files.soft} allowed files open.`
        : `Each Apache process may open only ${files.soft} files.`,
      certainty: close ? 'certain' : 'likely',
      evidence: used > 0 ? [quote, measure] : [quote],
      facts: { limit: files.soft, used: used > 0 ? used : undefined, pid, hard: files.hard },
    };
  },
});
