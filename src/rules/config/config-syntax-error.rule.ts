import { sortOf } from '../../probes/config/sorts.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { configRule, placeOf } from './config-rule.ts';

const others = selectBy(
  ['AH00543', 'AH00544', 'AH00526'],
  /^(?:[\w./-]{1,60}: )?(?:[Cc]ould not open (?:config(?:uration)?|document config) |bad (?:user|group) name )|^(?:[\w./-]{1,60}: )?Configuration error: couldn't|^<\w{1,40}> was not closed|^Cannot define multiple Listeners on the same IP:port/,
);

export const configSyntaxError = configRule({
  id: 'config-syntax-error',
  title: 'The configuration cannot be read',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  cause:
    'httpd stops at the first error it meets. A control program refuses to reload such a configuration and the running server keeps running; a restart stops it first and cannot start it again, and a raw signal or `kill -HUP` ends it at once.',
  remedy:
    'Fix the named line (of nested includes the innermost counts), then run the syntax check again as root: there may be more errors behind the first. Do not restart before it says OK.',
  isMine: (error) => sortOf(error) === 'other',
  others: (all) =>
    others(all).filter(({ code, message }) => code !== 'AH00526' || !message.startsWith('Syntax error on line')),
  describe(error, count) {
    return {
      summary: `The configuration has an error${placeOf(error)}: ${error.reason.slice(0, 200)}`,
      facts: {
        count,
        reason: error.reason,
        file: error.file,
        line: error.line,
        chain: error.chain.map(({ file, line }) => `${file}:${line}`),
      },
    };
  },
});
