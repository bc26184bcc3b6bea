import { messageRule } from '../message-rule.ts';
import { startedSince } from '../over/starts.ts';
import { configtestPasses } from '../over/state.ts';
import { brokenConfiguration } from './config-rule.ts';

export const phpNotThreadsafe = messageRule({
  id: 'php-not-threadsafe',
  title: 'mod_php under a threaded MPM',
  kind: 'problem',
  answers: ['configtest', 'mpm-settings', 'preflight'],
  over: [configtestPasses, startedSince],
  severity: 'critical',
  cause:
    'Distribution builds of mod_php are not thread-safe and refuse to run under event or worker; the start fails (AH00013).',
  remedy: 'Either disable mod_php and use PHP-FPM with event, or go back to prefork. Do not run it in threads.',
  runbook: 'mpm-settings',
  explains: brokenConfiguration,
  select: ({ entries }) =>
    entries.filter(
      ({ client, message, continuation }) =>
        client === undefined &&
        [message, ...continuation].some((text) =>
          text.startsWith('Apache is running a threaded MPM, but your PHP Module is not compiled to be threadsafe'),
        ),
    ),
  describe: () => ({
    summary: 'mod_php is loaded under a threaded MPM and is not thread-safe: httpd refuses to start.',
    facts: { module: 'mod_php' },
  }),
});
