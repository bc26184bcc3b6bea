import type { LogEntry } from '../../model/log-entry.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const byManager =
  /^(\S{1,256}): [Mm]ain process exited, code=(?:dumped|killed), status=(\d{1,2})\/(SEGV|ABRT|BUS|ILL|FPE|TRAP|SYS)/;
const nasty = /^seg fault or similar nasty error detected in the parent process/;

function isParentCrash(entry: LogEntry): boolean {
  if (entry.code === 'AH00060') return true;
  if (entry.program === 'systemd') return byManager.test(entry.message);
  return (
    entry.code === undefined && entry.client === undefined && entry.program !== 'kernel' && nasty.test(entry.message)
  );
}

export const parentCrashed = messageRule({
  id: 'parent-crashed',
  title: 'The parent process of Apache crashed',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'AH00060: with the parent gone nobody replaces children, and the server is down or dying. Typical right after a graceful restart (AH00171, AH00493), when modules are unloaded and loaded again: mod_php, mod_perl, or .so files that were replaced on disk.',
  remedy:
    'Start the service again (a full start, not a reload). If it happened at a reload, use full restarts until the module is updated, and look for packages that were upgraded since the server started.',
  explains: ['not-running', 'unit-failed', 'reload-failed', 'no-children'],
  select: ({ entries }) => entries.filter(isParentCrash),
  describe(entries) {
    const managed = entries.map(({ message }) => byManager.exec(message)).findLast((match) => match !== null);
    const logged = entries.findLast(({ program }) => program !== 'systemd');
    const how = managed === undefined || managed === null ? '' : ` (signal ${managed[2]}, SIG${managed[3]})`;
    return {
      summary: `The parent process of Apache crashed${how}${entries.length > 1 ? `, ${entries.length} lines say so` : ''}.`,
      facts: {
        pid: logged?.pid,
        unit: managed?.[1],
        signal: managed?.[2] === undefined ? undefined : Number(managed[2]),
        signalName: managed?.[3] === undefined ? undefined : `SIG${managed[3]}`,
      },
    };
  },
});
