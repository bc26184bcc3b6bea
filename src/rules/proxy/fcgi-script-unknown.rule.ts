import { loggedText } from '../../probes/logs/requests.ts';
import { withCode } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

export const fcgiScriptUnknown = messageRule({
  id: 'fcgi-script-unknown',
  title: 'PHP-FPM does not find the script',
  kind: 'problem',
  answers: ['workers'],
  over: [answeredSince, quietSince],
  severity: 'warning',
  cause:
    'PHP-FPM answers “Primary script unknown” (AH01071): the path Apache sends does not exist for the pool, because of a wrong DocumentRoot or ProxyPassMatch, a chroot or container with other paths, or missing permissions. Scanners asking for scripts that never existed look the same.',
  remedy:
    'Compare the path in the request with what the pool sees; add `ProxyFCGISetEnvIf` or <FilesMatch> with an existence check so that Apache answers 404 itself.',
  explains: ['site-failing'],
  select: (logs) =>
    withCode(logs, 'AH01071').filter(({ message }) =>
      /Got error '(?:PHP message: )?Primary script unknown|Got error 'Unable to open primary script/.test(message),
    ),
  describe(entries) {
    return {
      summary: `PHP-FPM was asked for a script it does not find, ${loggedText(entries)}.`,
      facts: {},
    };
  },
});
