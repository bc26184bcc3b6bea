import type { LogEntry } from '../../model/log-entry.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit } from '../../probes/service/probe.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { isUp } from './unfinished-start.ts';

const already = selectBy([], /^(?:httpd|apache2?) \(pid \d{1,10}\) already running/);

export const pidFileStale = messageRule({
  id: 'pid-file-stale',
  title: 'The pid file names a living process, so httpd took itself to be running already',
  kind: 'problem',
  answers: ['preflight', 'ports'],
  over: startOver,
  severity: 'warning',
  cause:
    'At a start httpd looks whether the process of its pid file exists, and no further: when another program has that number by now (typical after a reboot or in a container), it says "already running", ends with success and serves nothing.',
  remedy:
    'Look what the process of that number is (`ps -p`). When it is not Apache, remove the pid file and start once; when it is, there is another instance to look after.',
  runbook: 'start',
  explains: ['not-running', 'unit-failed', 'start-failed', 'stopped'],
  mayRead: { unit, processes },
  select: (all, { unit: service, processes: listed }) => {
    const entries = already(all).filter((entry) => !(listed?.processes ?? []).some(({ pid }) => pid === pidOf(entry)));
    return isUp(service) && listed?.processes.length !== 0 ? [] : entries;
  },
  describe(entries, _all, { unit: service, processes: listed }) {
    const pid = pidOf(entries.at(-1) ?? entries[0]);
    const stranger = listed?.complete === true;
    return {
      summary: stranger
        ? `A start did nothing: the pid file names process ${pid}, which is not Apache.`
        : `A start did nothing: the pid file names process ${pid}, which is either another Apache or a stranger with its number.`,
      severity: listed?.complete === true && listed.processes.length === 0 ? 'critical' : 'warning',
      certainty: stranger ? 'certain' : 'possible',
      facts: { pid, unit: service?.unit },
    };
  },
});

function pidOf({ message }: LogEntry): number {
  return Number(/\(pid (\d{1,10})\)/.exec(message)?.[1]);
}
