import { distinct } from '../../lib/distinct.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';

export const pipedLogFailed = messageRule({
  id: 'piped-log-failed',
  title: 'A log program could not be started or died',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'A log that begins with | goes to a program that the parent starts as root (rotatelogs, cronolog, logger). If it cannot be started the server does not start; if it dies again and again, requests block once its pipe is full (AH00104, AH00106, AH00107).',
  remedy:
    'Check that the program exists, may be executed and finds its directory; run it once by hand with the same arguments.',
  explains: ['start-failed', 'reload-failed', 'server-exited', 'unit-failed', 'not-running'],
  select: selectBy(
    ['AH00089', 'AH00104', 'AH00105', 'AH00106', 'AH00107', 'AH00108'],
    /^(?:piped log program '.{1,500}' failed unexpectedly|Couldn't start (?:piped log|ErrorLog) process|unable to start piped log program)/,
  ),
  describe(entries) {
    const programs = distinct(entries.map(({ message }) => /program '([^']{1,500})'/.exec(message)?.[1]));
    const { errno, errnoText, message } = entries.at(-1) ?? entries[0];
    return {
      summary: `A piped log program ${programs[0] === undefined ? 'could not be started' : `failed: ${programs[0].slice(0, 160)}`}${errnoText === undefined ? '' : ` (${errnoText})`}.`,
      facts: { program: programs[0], reason: message.slice(0, 300), errno, errnoText },
    };
  },
});
