import type { LogEntry } from '../../model/log-entry.ts';
import { configErrorOf, isUnreadableConfiguration, isUnreadableKey } from './errors.ts';
import type { ConfigtestFacts } from './facts.ts';

/** What Debian's httpd says when it is run by itself, without apachectl's environment file: nothing is wrong with the configuration then. */
const withoutEnvironment = /^DefaultRuntimeDir must be a valid directory|\$\{APACHE_\w+\}/;

/** The warning about the variable itself stays: it is what shows that httpd was run this way. */
const undefinedVariable = 'AH00111';

/**
 * The messages without those that say nothing of the server's own configuration: a check by an ordinary user stumbles over keys and files that only root
 * may read, and one without the service's environment over every variable that stands there.
 */
export function provingMessages(
  entries: readonly LogEntry[],
  check: Pick<ConfigtestFacts, 'privileged'> | undefined,
): readonly LogEntry[] {
  const bareRun = entries.some(
    ({ code, message }) => code === undefinedVariable && message.startsWith('Config variable ${APACHE_'),
  );
  return entries.filter((entry) => {
    const reason = configErrorOf(entry)?.reason ?? '';
    if (entry.source === 'configtest' && check?.privileged === false && isUnreadableKey(reason)) return false;
    if (entry.source === 'version' && isUnreadableConfiguration(reason)) return false;
    if (!bareRun || entry.code === undefinedVariable) return true;
    return !withoutEnvironment.test(reason) && !withoutEnvironment.test(entry.message.slice(0, 2000));
  });
}
