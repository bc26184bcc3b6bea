import { times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { messageRule } from '../message-rule.ts';
import { answersNow } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

const selinux = /\bavc: {1,4}denied {1,4}\{ ([^}]{1,80}) \}/;
const apparmor = /\bapparmor="DENIED" operation="([^"]{1,60})"/;
/** The domain of SELinux that web servers and PHP-FPM run in, a profile, or the program's name. */
const ofWeb = /(?:scontext=\S{1,80}:httpd_\w{0,30}_?t\b|(?:comm|exe|profile)="?[^" ]{0,200}(?:httpd|apache2|php-fpm))/;

export const macDenied = messageRule({
  id: 'mac-denied',
  title: 'SELinux or AppArmor denied something to Apache',
  kind: 'problem',
  answers: ['limits'],
  over: [answersNow, quietSince],
  severity: 'warning',
  cause:
    'A mandatory access control policy refused it, whatever modes and owners say; httpd itself reports an ordinary "Permission denied" (13). Typical: files moved instead of copied keep the label of their old place, a port or a folder of one’s own that the policy does not know, a backend connection without httpd_can_network_connect.',
  remedy:
    'SELinux: `ausearch -m avc -ts recent | audit2why` names the boolean or label; `restorecon -Rv PATH` puts labels right, `semanage port` or `semanage fcontext` makes a new one known. AppArmor: see the profile below /etc/apparmor.d and reload it. Do not switch the policy off.',
  explains: [
    'backend-down',
    'fcgi-backend-down',
    'content-unreadable',
    'bind-permission-denied',
    'log-open-failed',
    'config-syntax-error',
    'site-failing',
    'error-rate-high',
  ],
  select: ({ entries }) => entries.filter(({ message }) => denialIn(message) !== undefined && ofWeb.test(message)),
  describe(entries) {
    const what = distinct(
      entries.flatMap((entry) => wordsOf(entry) ?? []),
      3,
    );
    const permissive = entries.every(({ message }) => /\bpermissive=1\b/.test(message));
    return {
      summary: `${selinux.test(entries[0].message) ? 'SELinux' : 'AppArmor'} ${permissive ? 'would have denied' : 'denied'} Apache ${what.join('; ')}, logged ${times(entries.length)}.`,
      ...(permissive ? { severity: 'notice' as const } : {}),
      facts: { reason: what.join('; '), permissive },
    };
  },
});

function denialIn(message: string): string | undefined {
  return (selinux.exec(message) ?? apparmor.exec(message))?.[1]?.trim();
}

/** `name_connect to port 8009`, `read of /srv/www/index.html`. */
function wordsOf({ message, continuation }: LogEntry): string | undefined {
  const text = [message, ...continuation].join('');
  const denied = denialIn(message);
  const port = /\b(?:dest|src)=(\d{1,5})\b/.exec(text)?.[1];
  const path = /\b(?:path|name)="([^"]{1,300})"/.exec(text)?.[1];
  if (denied === undefined) return undefined;
  return port === undefined ? (path === undefined ? denied : `${denied} of ${path}`) : `${denied} to port ${port}`;
}
