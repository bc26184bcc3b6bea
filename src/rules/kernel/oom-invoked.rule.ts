import type { LogEntry } from '../../model/log-entry.ts';
import { isApache, isOfApache, type OomEvent, oomEvents } from '../../probes/kernel/oom.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

function isWithoutKill({ invoker, victims, chosen }: OomEvent): boolean {
  return invoker !== undefined && victims.length === 0 && chosen === undefined;
}

function isTriggered({ invoker, victims }: OomEvent): boolean {
  return invoker !== undefined && isApache(invoker) && victims.length > 0 && !victims.some(isOfApache);
}

function withoutApache(entries: readonly LogEntry[]): readonly OomEvent[] {
  return oomEvents(entries).filter((event) => isWithoutKill(event) || isTriggered(event));
}

export const oomInvoked = messageRule({
  id: 'oom-invoked',
  title: 'The OOM killer was called, and Apache is not the victim',
  kind: 'problem',
  answers: ['oom', 'memory'],
  over: [steadySinceStart, quietSince],
  severity: 'notice',
  cause:
    '“invoked oom-killer” names the process that asked for memory when there was none, not the one that died; without a “Killed process” line nothing was killed as far as this log shows.',
  remedy:
    'Read the kill line and the process table of the same moment; the process named here may have needed one page only.',
  quotes: 2,
  select: ({ entries }) => withoutApache(entries).flatMap((event) => event.lines.slice(0, 1)),
  describe(_lines, { entries }) {
    const events = withoutApache(entries);
    const last = events.at(-1);
    if (last === undefined) return undefined;
    const victim = last.victims.at(-1);
    const outcome = victim === undefined ? 'no kill is on record' : `${victim.comm} (pid ${victim.pid}) was killed`;
    return {
      summary: `${last.invoker} triggered the OOM killer; ${outcome}.`,
      certainty: victim === undefined ? 'likely' : 'certain',
      facts: { invoker: last.invoker, scope: last.scope, cgroup: last.cgroup, count: events.length },
    };
  },
});
