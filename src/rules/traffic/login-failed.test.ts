import { expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import { collected } from '../../model/outcome.ts';
import { readErrorLog } from '../../probes/logs/error-log.ts';
import { loginFailed } from './login-failed.rule.ts';

const at = '[Sat Nov 21 11:05:06.123456 2026]';
const client = '[client 203.0.113.7:41000]';

it.each([
  `${at} [auth_basic:error] [pid 7:tid 7] ${client} AH01617: user anna: authentication failure for "/x": Password Mismatch`,
  `${at} [auth_basic:error] [pid 7:tid 7] ${client} AH01618: user adsad not found: /pun/sys/dashboard`,
  `${at} [auth_digest:error] [pid 7:tid 7] ${client} AH01790: user \`user_test' in realm \`home.me' not found: /auth/auth`,
  `[Wed Jul 17 22:18:52 2026] [error] [client 203.0.113.7] user someone: authentication failure for "/basic/file": Password Mismatch`,
  `[Wed Jul 17 22:18:52 2026] [error] [client 203.0.113.7] user someone not found: /basic/file`,
])('a refused login is known as one, and no name is repeated: %s', (line) => {
  const outcomes = withDerived(new Map([['error-log', collected(readErrorLog(line, {}))]]), {});
  const verdict = loginFailed.judge(outcomes, {});
  expect(verdict).toMatchObject({
    finding: {
      severity: 'notice',
      summary: 'Logins failed once, from 1 address, with 1 name.',
      facts: { addresses: ['203.0.113.7'], names: 1 },
    },
  });
});
