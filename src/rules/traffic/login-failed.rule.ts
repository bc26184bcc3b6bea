import { counted, times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { clientsOf } from '../../probes/traffic/clients.ts';
import { messageRule } from '../message-rule.ts';

/** mod_auth_basic, mod_auth_digest and mod_authz_core: wrong scheme, wrong password, unknown name, and a name that is not let in. */
const codes: ReadonlySet<string> = new Set([
  'AH01614',
  'AH01617',
  'AH01618',
  'AH01631',
  'AH01788',
  'AH01790',
  'AH01792',
]);
/** The same before 2.4, without codes. */
const older = /^user [^:]{0,100}(?:: (?:authentication|authorization) failure for |: password mismatch|not found: )/;

export const loginFailed = messageRule({
  id: 'login-failed',
  title: 'Logins that failed',
  kind: 'problem',
  answers: ['connections'],
  over: { never: 'it tells what clients did' },
  severity: 'notice',
  cause:
    'A name or password was wrong (AH01617, AH01618, AH01790, AH01792), or a known name is not let in (AH01631): people who mistyped, or somebody who tries passwords. Each was answered 401.',
  remedy:
    'Nothing, unless people say that they cannot log in: then look at the password file or directory behind it. Many names from few addresses are an attack; fail2ban or a firewall ends it.',
  select: ({ entries }) => entries.filter(isRefusal),
  describe(entries) {
    const addresses = clientsOf(entries);
    const names = distinct(
      entries.map(({ message }) => /^user [`']?([^'`:]{1,100}?)['`]?(?::| in realm | not found)/.exec(message)?.[1]),
    );
    return {
      summary: `Logins failed ${times(entries.length)}, from ${counted(addresses.length, 'address', 'addresses')}, with ${counted(names.length, 'name')}.`,
      facts: { addresses: addresses.slice(0, 10), names: names.length },
    };
  },
});

function isRefusal({ code, client, message }: LogEntry): boolean {
  if (code !== undefined) return codes.has(code);
  return client !== undefined && older.test(message.slice(0, 300));
}
