import type { LogEntry } from '../../model/log-entry.ts';
import { sortOf } from '../../probes/config/sorts.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { configRule, placeOf } from '../config/config-rule.ts';
import { startedSince } from '../over/starts.ts';

const reasons = selectBy(
  ['AH02572', 'AH02561', 'AH02562', 'AH02564', 'AH02577', 'AH02569', 'AH02570'],
  /^(?:Unable to configure (?:RSA|DSA) server (?:private key|certificate)|Init: Unable to read server certificate)/,
);
/** `Fatal error initialising mod_ssl, exiting.` closes the list of reasons and is none itself. */
const closing = selectBy(['AH02312', 'AH02311']);

function others(all: LogFacts): readonly LogEntry[] {
  const named = reasons(all);
  return named.length > 0 ? named : closing(all);
}

export const sslConfigFailed = configRule({
  id: 'ssl-config-failed',
  title: 'TLS could not be set up',
  kind: 'problem',
  answers: ['configtest', 'tls', 'preflight'],
  over: [startedSince],
  cause:
    'A certificate or key is missing, empty or not what it should be. The syntax check only sees missing and empty files; a damaged certificate passes it and then ends a start or reload (AH02562, AH02572). The SSL Library Error lines behind it tell more.',
  remedy:
    'Put the right file back (or take the virtual host out), see with the tls check that certificate and key belong together, then start or reload.',
  isMine: (error) => sortOf(error) === 'tls',
  others,
  describe(error, count) {
    const path = /(?:file '?|certificate |private key |check )(\/[^'\s,]{1,500})/.exec(error.reason)?.[1];
    return {
      summary: `TLS could not be set up${placeOf(error)}: ${error.reason.slice(0, 200)}`,
      facts: { count, reason: error.reason, path, file: error.file, line: error.line },
    };
  },
});
