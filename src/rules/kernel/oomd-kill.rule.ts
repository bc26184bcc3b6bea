import type { LogEntry } from '../../model/log-entry.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const byOomd = /^Killed (\S{1,4096}) due to (memory used|memory pressure)/;
const byManager = /^(\S{1,256}): systemd-oomd killed (\d+) process/;

function isOomd({ program, message }: LogEntry): boolean {
  if (program === 'systemd-oomd') return byOomd.test(message);
  return program === 'systemd' && byManager.test(message);
}

function targetOf({ message }: LogEntry): string | undefined {
  return byOomd.exec(message)?.[1] ?? byManager.exec(message)?.[1];
}

export const oomdKill = messageRule({
  id: 'oomd-kill',
  title: 'systemd-oomd killed a control group',
  kind: 'problem',
  answers: ['oom', 'memory'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'systemd-oomd ends a whole control group with SIGKILL when swap runs out or memory pressure lasts (systemd-oomd.service(8)); there is no kernel OOM line then, and httpd logs nothing.',
  remedy:
    'Lower what the service uses, or exempt it with ManagedOOMSwap=auto, ManagedOOMMemoryPressure=auto or ManagedOOMPreference=avoid; then start it again.',
  explains: [
    'main-process-killed',
    'unit-failed',
    'unit-failed-oom',
    'not-running',
    'memory-pressure',
    'swap-exhausted',
  ],
  select({ entries }) {
    const own = entries.filter((entry) => isOomd(entry) && entry.program === 'systemd-oomd');
    return own.length > 0 ? own : entries.filter(isOomd);
  },
  describe(entries) {
    const ours = entries.filter((entry) => /apache2|httpd|php/.test(targetOf(entry) ?? ''));
    const last = ours.at(-1) ?? entries.at(-1) ?? entries[0];
    const target = targetOf(last) ?? '';
    const pressure = / pressure /.test(last.message);
    return {
      summary: `systemd-oomd killed ${target}${pressure ? ' because memory pressure lasted' : byOomd.test(last.message) ? ' because memory and swap ran out' : ''}.`,
      severity: ours.length > 0 ? 'critical' : 'warning',
      facts: {
        cgroup: target.startsWith('/') ? target : undefined,
        unit: /([^/]+\.(?:service|scope|slice))$/.exec(target)?.[1],
        reason: byOomd.exec(last.message)?.[2],
      },
    };
  },
});
