import { times } from '../../lib/counts.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { requestsIn } from '../../probes/logs/requests.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

/** mod_php writes `PHP Fatal error:  …` without a code; PHP-FPM's arrives inside AH01071, CGI's inside AH01215. */
const fatal = /PHP (?:Fatal|Parse) error: /;

function isPhpFatal(entry: LogEntry): boolean {
  if (entry.code === 'AH01071' || entry.code === 'AH01215') return fatal.test(entry.message.slice(0, 300));
  if (entry.code !== undefined || (entry.level !== undefined && entry.level !== 'error')) return false;
  return (
    (entry.module === undefined || /^php\d?$|^$/.test(entry.module)) &&
    /^PHP (?:Fatal|Parse) error: /.test(entry.message)
  );
}

export const phpFatal = messageRule({
  id: 'php-fatal',
  title: 'PHP scripts end with a fatal error',
  kind: 'problem',
  answers: ['crashes'],
  over: [answeredSince, quietSince],
  severity: 'warning',
  cause:
    'The application failed, not Apache: the request ends with 500 (or an empty page) while the server stays healthy.',
  remedy:
    'Give the file, line and message to the application’s developers; look at what was deployed just before the first of them.',
  explains: ['error-rate-high', 'site-failing'],
  select: (logs) =>
    logs.entries.filter(
      (entry) => isPhpFatal(entry) && !/Allowed memory size of \d+ bytes exhausted/.test(entry.message),
    ),
  describe(entries) {
    const last = entries.at(-1) ?? entries[0];
    const at = / in (\/[^\s:']{1,300}?)(?: on line |:)(\d{1,7})/.exec(last.message.slice(0, 3000));
    const what = /PHP (?:Fatal|Parse) error: {1,2}(.{1,160}?)(?= in \/|$)/.exec(last.message)?.[1];
    return {
      summary: `PHP ended requests with a fatal error ${times(requestsIn(entries))}${at ? `, last in ${at[1]} line ${at[2]}` : ''}${what === undefined ? '' : `: ${what}`}.`,
      facts: { file: at?.[1], script: at?.[1], line: at === null ? undefined : Number(at[2]), reason: what },
    };
  },
});
