// 2026-11-21T07:24:34.940503+0000 web1 apachectl[184]: (98)Address already in use: AH00072: make_sock: could not bind to address [::]:80
// Nov 21 07:24:34 web1 systemd[1]: apache2.service: Failed with result 'exit-code'.                        (short)
// Sat 2026-11-21 07:24:34 UTC web1 systemd[1]: Started …                                                    (short-full, with-unit)
// {"__REALTIME_TIMESTAMP":"1795246127870757","MESSAGE":"Stopping …","SYSLOG_IDENTIFIER":"systemd","_PID":"1"} (json)
// ░░ Subject: A start job for unit apache2.service has failed                                              (-x: passed over)
// Versions: systemd 219 to 257. Refused: an answer that says that this user may not see the messages.
import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { assemble } from './assemble.ts';
import type { LogFacts } from './facts.ts';
import { readKernelBody } from './parse-kernel.ts';

const blind =
  /^Hint: You are currently not seeing messages|^No journal files were opened due to insufficient permissions/m;

/**
 * Reads journal lines of every one-line format; what httpd wrote is read by httpd's grammar, kernel lines by the kernel's.
 * @throws {Unrecognised} when there is no message and the journal said that this user may not see them.
 */
export function parseJournal(text: string, source: string, context: ReadContext): LogFacts {
  const facts = assemble(text, source, { other: readKernelBody }, context);
  if (facts.entries.length === 0 && blind.test(text))
    throw new Unrecognised('the journal shows this user no messages of other users', 'not-permitted');
  return facts;
}
