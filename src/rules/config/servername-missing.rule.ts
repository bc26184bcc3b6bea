import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { readAgain } from '../over/starts.ts';

export const servernameMissing = messageRule({
  id: 'servername-missing',
  title: 'No global ServerName',
  kind: 'hygiene',
  answers: ['configtest', 'preflight'],
  over: [readAgain],
  severity: 'notice',
  cause:
    'httpd could not find the name of its own host (AH00558, AH00557). Despite its level this is cosmetic: it never keeps a server from starting or serving.',
  remedy: 'Not a cause of any outage: look further. To silence it set a global ServerName.',
  select: selectBy(
    ['AH00557', 'AH00558'],
    /^(?:[\w./-]{1,60}: )?Could not reliably determine the server's fully qualified domain name/,
  ),
  describe: () => ({ summary: 'No global ServerName is set; this is cosmetic and explains no outage.', facts: {} }),
});
