// [Sat Nov 21 07:21:56.553325 2026] [mpm_event:notice] [pid 106:tid 106] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations
// [Sat Nov 21 07:24:34.8 2026] [proxy:error] [pid 9:tid 9] (111)Connection refused: AH00957: http: attempt to connect to 10.0.0.5:80 (be) failed
// [Thu Dec 04 10:01:02 2014] [error] [client 192.0.2.7] (13)Permission denied: access to / denied        (2.2)
// (98)Address already in use: AH00072: make_sock: could not bind to address [::]:80                         (start, no prefix)
// AH00526: Syntax error on line 3 of /etc/apache2/conf-enabled/zz.conf:                                      (its reason is the next line)
// Versions: 2.2, 2.4.1 to 2.4.71, ErrorLogFormat with %{cu}t, log ids or no brackets; behind syslog, journal, docker, compose, grep. Refused: nothing.
import type { ReadContext } from '../../model/source.ts';
import { assemble } from './assemble.ts';
import type { LogFacts } from './facts.ts';
import { readKernelBody } from './parse-kernel.ts';

/** Reads an httpd error log, whatever format and transport; lines of no known grammar are counted, or kept with the message they follow. */
export function parseErrorLog(text: string, source: string, context: ReadContext): LogFacts {
  return assemble(text, source, { other: readKernelBody }, context);
}
