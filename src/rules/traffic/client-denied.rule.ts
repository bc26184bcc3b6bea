import { times } from '../../lib/counts.ts';
import { withCode } from '../../probes/logs/select.ts';
import { clientsOf } from '../../probes/traffic/clients.ts';
import { messageRule } from '../message-rule.ts';

export const clientDenied = messageRule({
  id: 'client-denied',
  title: 'Requests refused by configuration',
  kind: 'problem',
  answers: ['connections'],
  over: { never: 'it tells what clients did' },
  severity: 'notice',
  cause:
    'Access rules did what they say (AH01630 by Require, AH01797 by Order/Allow/Deny): noise of the internet, unless people are refused who should not be.',
  remedy:
    'Nothing, unless legitimate users are among them: then look at Require in the part of the configuration that serves that path.',
  select: (logs) => withCode(logs, 'AH01630', 'AH01797'),
  describe(entries) {
    const addresses = clientsOf(entries);
    return {
      summary: `Apache refused ${times(entries.length)} by configuration, from ${addresses.length} ${addresses.length === 1 ? 'address' : 'addresses'}.`,
      facts: { addresses: addresses.slice(0, 10) },
    };
  },
});
