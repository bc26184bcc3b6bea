import { times } from '../../lib/counts.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { errorOf, withCode } from '../../probes/logs/select.ts';
import { clientsOf } from '../../probes/traffic/clients.ts';
import { messageRule } from '../message-rule.ts';

/** EPIPE, ECONNRESET, ECONNABORTED and APR_EOF: the client is gone (errno(3), apr_errno.h). */
const gone: readonly number[] = [32, 103, 104, 70_014];

/** AH01382 and AH00574 say so themselves; the other codes only with such an errno. */
function aborted(logs: LogFacts): ReturnType<typeof withCode> {
  return withCode(logs, 'AH01382', 'AH00574', 'AH00567', 'AH01579', 'AH02030', 'AH01574', 'AH01757').filter(
    ({ code, errno }) => code === 'AH01382' || code === 'AH00574' || (errno !== undefined && gone.includes(errno)),
  );
}

export const clientAborted = messageRule({
  id: 'client-aborted',
  title: 'Clients went away before the answer',
  kind: 'problem',
  answers: ['connections'],
  over: { never: 'it tells what clients did' },
  severity: 'notice',
  cause:
    'Clients closed the connection, or took too long to send their request (AH01382, mod_reqtimeout): ordinary on the internet. Many at once can mean that answers take too long.',
  remedy: 'Nothing by itself; when it comes with a saturated server or a slow backend, fix that.',
  select: aborted,
  describe(entries) {
    const addresses = clientsOf(entries);
    return {
      summary: `Clients went away before they were answered, logged ${times(entries.length)}.`,
      facts: { ...errorOf(entries), addresses: addresses.slice(0, 10) },
    };
  },
});
