import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { selectUnit } from '../../probes/logs/select.ts';
import { processes } from '../../probes/processes/probe.ts';
import { lifeOf, type Moment } from '../../probes/service/lifecycle.ts';
import { unit } from '../../probes/service/probe.ts';
import { withEvidence } from '../message-rule.ts';

export const stopped = defineRule({
  id: 'stopped',
  title: 'Apache was stopped on purpose',
  kind: 'problem',
  answers: ['changes'],
  severity: 'notice',
  cause:
    'The last thing it logged is an orderly stop (SIGTERM, or SIGWINCH for a graceful one), which is what `systemctl stop`, a package script or an operator sends; a crash or a kill leaves no such line.',
  remedy:
    'Ask who stopped it and why before starting it again; the journal names sudo and package runs around that time.',
  runbook: 'start',
  explains: ['not-running', 'site-failing'],
  reads: { logs },
  mayRead: { unit, processes },
  judge({ logs: all, unit: service, processes: listed }) {
    const last = lifeOf(all).at(-1);
    if (last === undefined || !isStop(last)) return undefined;
    if ((listed?.processes.length ?? 0) > 0 || service?.active === 'active' || service?.active === 'activating')
      return undefined;
    if (service?.result !== undefined && service.result !== 'success') return undefined;
    if (failedSince(all, last)) return undefined;
    const graceful = last.kind === 'graceful-stop';
    return withEvidence(
      {
        summary: `Apache was stopped ${graceful ? 'gracefully (SIGWINCH)' : '(SIGTERM)'} and not started again.`,
        certainty: service === undefined && listed === undefined ? 'likely' : 'certain',
        facts: { pid: last.entry.pid },
      },
      [last.entry],
    );
  },
});

function isStop({ kind }: Moment): boolean {
  return kind === 'stop' || kind === 'graceful-stop';
}

/** A start that failed after the stop, or an end that systemd calls a failure, is another story than a stop on purpose. */
function failedSince(all: Parameters<typeof lifeOf>[0], { entry }: Moment): boolean {
  const since = Date.parse(entry.at ?? '');
  const failures = selectUnit(/Failed (?:to start|with result)|killed by the OOM killer|start operation timed out/)(
    all,
  );
  return failures.some(({ at }) => at === undefined || Number.isNaN(since) || Date.parse(at) >= since - 1000);
}
