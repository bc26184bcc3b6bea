import { defineRule } from '../../model/rule.ts';
import { isApache, isOfApache, type OomEvent, oomEvents } from '../../probes/kernel/oom.ts';
import { logs } from '../../probes/logs/logs.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { known } from '../logs/log-rule.ts';

function isWithoutKill({ invoker, victims, chosen }: OomEvent): boolean {
  return invoker !== undefined && victims.length === 0 && chosen === undefined;
}

function isTriggered({ invoker, victims }: OomEvent): boolean {
  return invoker !== undefined && isApache(invoker) && victims.length > 0 && !victims.some(isOfApache);
}

export const oomInvoked = defineRule({
  id: 'oom-invoked',
  title: 'The OOM killer was called, and Apache is not the victim',
  kind: 'problem',
  answers: ['oom', 'memory'],
  severity: 'notice',
  cause:
    '“invoked oom-killer” names the process that asked for memory when there was none, not the one that died; without a “Killed process” line nothing was killed as far as this log shows.',
  remedy:
    'Read the kill line and the process table of the same moment; the process named here may have needed one page only.',
  reads: { logs },
  judge({ logs: log }) {
    const events = oomEvents(log.entries).filter((event) => isWithoutKill(event) || isTriggered(event));
    const last = events.at(-1);
    const lines = events.flatMap((event) => event.lines.slice(0, 1));
    const evidence = quotesOf(lines, 2);
    if (last === undefined || evidence === undefined) return undefined;
    const victim = last.victims.at(-1);
    const outcome = victim === undefined ? 'no kill is on record' : `${victim.comm} (pid ${victim.pid}) was killed`;
    return {
      summary: `${last.invoker} triggered the OOM killer; ${outcome}.`,
      certainty: victim === undefined ? 'likely' : 'certain',
      evidence,
      facts: known({ invoker: last.invoker, scope: last.scope, cgroup: last.cgroup, count: events.length }),
      at: latest(lines),
    };
  },
});
