import { times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { selectUnit } from '../../probes/logs/select.ts';
import { lifeOf } from '../../probes/service/lifecycle.ts';
import { messageRule } from '../message-rule.ts';

/** systemd says so as soon as the signal is sent; it counts only where no log of httpd tells more and nothing went wrong. */
const reloaded = selectUnit(/^Reloaded /);
const lastingFailure = selectUnit(/Main process exited|Failed with result/);

export const gracefulRestart = messageRule({
  id: 'graceful-restart',
  title: 'Graceful restarts that went well',
  kind: 'event',
  answers: ['changes'],
  over: { never: 'it is a moment of its own and nothing wrong' },
  severity: 'notice',
  cause:
    'A reload (SIGUSR1): running requests end in their old processes, new ones get the new configuration. Idle kept-alive connections are closed, and under event new processes may take up to a second.',
  remedy:
    'Nothing to do. Old processes may live as long as their longest request; no directive bounds that after a reload.',
  select(all) {
    const completed = completedIn(all);
    const told = lifeOf(all).length > 0 || lastingFailure(all).length > 0;
    return completed.length > 0 || told ? completed.flat() : reloaded(all);
  },
  describe(entries, all) {
    const completed = completedIn(all).length || entries.length;
    const pids = distinct(entries.map(({ pid, program }) => (program === 'systemd' ? undefined : pid)));
    return {
      summary: `Apache was reloaded gracefully ${times(completed)}${resumed(all) ? ' and went on serving' : ', as systemd says'}${pids.length === 1 ? ` under the same parent (pid ${pids[0]})` : ''}.`,
      facts: { count: completed, pids, ...(pids[0] === undefined || pids.length > 1 ? {} : { pid: pids[0] }) },
    };
  },
});

/** Each graceful restart that the same parent followed with "resuming normal operations". */
function completedIn(all: LogFacts): (readonly [LogEntry, LogEntry])[] {
  const life = lifeOf(all);
  return life.flatMap(({ kind, entry }, index): (readonly [LogEntry, LogEntry])[] => {
    const next = life[index + 1];
    const done = kind === 'graceful' && next?.kind === 'running' && next.entry.pid === entry.pid;
    return done ? [[entry, next.entry]] : [];
  });
}

/** True where the server itself said that it resumed; systemd only knows that the command of the reload ended well. */
function resumed(all: LogFacts): boolean {
  return completedIn(all).length > 0;
}
