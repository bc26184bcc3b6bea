import { counted, times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { errorOf, withCode } from '../../probes/logs/select.ts';
import { clientsOf } from '../../probes/traffic/clients.ts';
import { messageRule } from '../message-rule.ts';
import { answersNow } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

/** EACCES: with (24)Too many open files the same messages mean something else. */
const permissionDenied = 13;

export const contentUnreadable = messageRule({
  id: 'content-unreadable',
  title: 'Apache may not read what it is to serve',
  kind: 'problem',
  answers: ['connections'],
  over: [answersNow, quietSince],
  severity: 'warning',
  cause:
    'Every request for it is answered 403: the run user lacks the search permission (x) on a folder somewhere above the file (AH00035), or the read permission on the file itself (AH00132). A deployment, an archive or a umask did it; SELinux and AppArmor refuse with the same words.',
  remedy:
    'Run `namei -l PATH` for the named path: each folder needs x for the run user, the file r. Where the modes are right look for denials of SELinux (ausearch -m avc) or AppArmor. Give no more than that; never 777.',
  explains: ['error-rate-high', 'access-denied-to-all'],
  select: (logs) => withCode(logs, 'AH00035', 'AH00132').filter(({ errno }) => errno === permissionDenied),
  describe(entries) {
    const paths = distinct(entries.map(pathOf), 10);
    const clients = clientsOf(entries);
    const folders = entries.filter(({ code }) => code === 'AH00035').length;
    return {
      summary: `Apache answered ${times(entries.length)} with 403, because it may not ${folders > 0 ? 'search the folders above' : 'read'} ${paths.length === 0 ? 'what was asked for' : paths.slice(0, 3).join(', ')}${clients.length > 1 ? ` (${counted(clients.length, 'client')})` : ''}.`,
      ...(folders === 0 ? { severity: 'notice' as const } : {}),
      facts: { ...errorOf(entries), paths, addresses: clients.slice(0, 10) },
    };
  },
});

const folderOf =
  /\(filesystem path '([^']{1,500})'\) because search permissions are missing on a component of the path$/;
const fileOf = /^file permissions deny server access: (\/.{1,500})$/;

/** The path on the server; the address that was asked for, which stands before it in AH00035, is the client's word. */
function pathOf({ code, message }: LogEntry): string | undefined {
  return (code === 'AH00035' ? folderOf : fileOf).exec(message.slice(0, 4000))?.[1];
}
