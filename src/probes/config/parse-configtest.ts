import { type Capture, type ReadContext, Unrecognised } from '../../model/source.ts';
import { parseErrorLog } from '../logs/parse-log.ts';
import { configErrorOf, isUnreadableConfiguration } from './errors.ts';
import type { ConfigError, ConfigtestFacts } from './facts.ts';

// apachectl configtest, httpd -t, seen from 2.2.15 to 2.4.71; our marker `== root` or `== user` may stand first:
//   Syntax OK
//   AH00526: Syntax error on line 1 of /etc/apache2/conf-enabled/zz.conf:
//   Invalid command 'RewriteEngine', perhaps misspelled or defined by a module not included in the server configuration
//   apache2: Syntax error on line 225 of /etc/apache2/apache2.conf: Syntax error on line 1 of /etc/apache2/conf-enabled/zz.conf: Cannot load …
//   AH00534: apache2: Configuration error: More than one MPM loaded.
// Refused: text without a verdict, an error or a message of httpd, such as sudo's refusal; and the check of an ordinary user who may not read the files.

/** Reads what a syntax check printed. */
export function readConfigtest(text: string, capture: Capture, context: ReadContext): ConfigtestFacts {
  if (privilegeOf(text) === false && isUnreadableConfiguration(text))
    throw new Unrecognised('this user may not read the configuration', 'not-permitted');
  const { entries } = parseErrorLog(text, 'configtest', context);
  const errors = entries.flatMap((entry): ConfigError[] => {
    const error = configErrorOf(entry);
    return error === undefined ? [] : [error];
  });
  const said = /^\s*Syntax OK\s*$/m.test(text);
  const telling = entries.some(
    (entry) => entry.code !== undefined || /^Action '|^Cannot|could not/i.test(entry.message),
  );
  if (!said && errors.length === 0 && !telling) {
    if (capture.exit === 127)
      throw new Unrecognised('the control program is not where it was expected', 'not-installed');
    throw new Unrecognised('no verdict of a syntax check');
  }
  return { ok: said && errors.length === 0, privileged: privilegeOf(text), errors, entries };
}

/** Whether our marker says that root's view follows; undefined without a marker. */
export function privilegeOf(text: string): boolean | undefined {
  if (/^== user$/m.test(text)) return false;
  return /^== root$/m.test(text) ? true : undefined;
}
