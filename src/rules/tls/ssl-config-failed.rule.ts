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
  return named.length > 0 ? named.map((entry) => withLibrary(entry, all)) : closing(all);
}

/** The library's own lines are written right behind the message they belong to. */
const BEHIND_MS = 1_000;

/** A message of mod_ssl with what OpenSSL says of it, which is the reason more often than not. */
function withLibrary(entry: LogEntry, { entries }: LogFacts): LogEntry {
  const said = entries.filter((one) => isBehind(one, entry));
  const [why] = said.flatMap(({ message }) => /:([^:()]{4,100})(?: \(|$)/.exec(message)?.[1] ?? []);
  if (why === undefined) return entry;
  return {
    ...entry,
    message: `${entry.message}: ${why.trim()}`,
    continuation: [...said.map(({ raw }) => raw), ...entry.continuation],
  };
}

function isBehind(one: LogEntry, { pid, at }: LogEntry): boolean {
  const passed = Date.parse(one.at ?? '') - Date.parse(at ?? '');
  return one.message.startsWith('SSL Library Error: ') && one.pid === pid && passed >= 0 && passed <= BEHIND_MS;
}

export const sslConfigFailed = configRule({
  id: 'ssl-config-failed',
  title: 'TLS could not be set up',
  kind: 'problem',
  answers: ['configtest', 'tls', 'preflight'],
  over: [startedSince],
  cause:
    'A certificate or key is missing, empty or not what it should be. The syntax check only sees missing and empty files; a damaged certificate passes it and then ends a start or reload (AH02562, AH02572). What OpenSSL itself says stands in the SSL Library Error lines behind it.',
  remedy:
    'Put the right file back (or take the virtual host out), see with the tls check that certificate and key belong together, then start or reload.',
  isMine: (error) => sortOf(error) === 'tls',
  others,
  describe(error, count) {
    const path = /(?:file '?|certificate |private key |check )(\/[^'\s,:]{1,500})/.exec(error.reason)?.[1];
    return {
      summary: `TLS could not be set up${placeOf(error)}: ${error.reason.slice(0, 200)}`,
      facts: { count, reason: error.reason, path, file: error.file, line: error.line },
    };
  },
});
