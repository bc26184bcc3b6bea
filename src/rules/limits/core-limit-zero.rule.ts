import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { crashes } from '../../probes/crashes/crashes.ts';
import { cores } from '../../probes/crashes/probe.ts';
import { limits } from '../../probes/limits/probe.ts';

export const coreLimitZero = defineRule({
  id: 'core-limit-zero',
  title: 'The running server may not write core dumps',
  kind: 'hygiene',
  answers: ['crashes', 'limits'],
  over: { never: 'it is a state at the look' },
  severity: 'notice',
  cause:
    'Max core file size of the running process is 0, the default: a crash leaves no core file. A piped core_pattern gets the core all the same in part (systemd-coredump keeps only a log line then). ulimit -c in a shell does not change a running service.',
  remedy:
    'Only when a crash is to be caught: LimitCORE=infinity in a drop-in of the unit and a full restart; undo it afterwards.',
  explains: ['core-suppressed'],
  reads: { limits },
  mayRead: { logs, cores },
  judge({ limits: limit, logs: log, cores: found }) {
    const core = limit.values['Max core file size'];
    if (core?.soft !== 0) return undefined;
    if (log !== undefined && crashes(log.entries).length === 0) return undefined;
    return {
      summary: 'The core size limit of the running Apache is 0: the next crash leaves no core.',
      evidence: [{ kind: 'quote', source: 'limits', text: core.line }],
      facts: { limit: 0, pid: limit.pid, hard: core.hard, pattern: found?.pattern },
    };
  },
});
