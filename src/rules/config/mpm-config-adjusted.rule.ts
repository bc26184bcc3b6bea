import { distinct } from '../../lib/distinct.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { readAgain } from '../over/starts.ts';

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `AH${String(from + index).padStart(5, '0')}`);

/** Of these ranges, the ones that mean "ignored until a full restart" are {@link ineffectiveChange}'s. */
const ignored = new Set(['AH00179', 'AH00304', 'AH00501', 'AH00309', 'AH00506']);
const codes = [...range(175, 187), ...range(300, 323), ...range(497, 520)].filter((code) => !ignored.has(code));

export const mpmConfigAdjusted = messageRule({
  id: 'mpm-config-adjusted',
  title: 'httpd lowered or raised a configured limit',
  kind: 'problem',
  answers: ['configtest', 'mpm-settings', 'preflight'],
  over: [readAgain],
  severity: 'warning',
  cause:
    'The MPM limits contradict each other, so httpd uses other values than those written: MaxRequestWorkers above ServerLimit × ThreadsPerChild is cut, ThreadsPerChild above ThreadLimit too, and what is not a multiple of ThreadsPerChild is rounded down.',
  remedy:
    'Write the limits so that they fit: ServerLimit × ThreadsPerChild at least MaxRequestWorkers (event: twice that for reloads under load). ServerLimit and ThreadLimit need a full restart.',
  runbook: 'tune',
  select: selectBy(
    codes,
    /^WARNING: (?:MaxClients|MaxRequestWorkers|ThreadsPerChild|ServerLimit|ThreadLimit|StartServers|MinSpare\w+)\b/,
  ),
  describe(entries) {
    const { message, continuation } = entries.at(-1) ?? entries[0];
    const directive =
      /\b(MaxRequestWorkers|MaxClients|ThreadsPerChild|ServerLimit|ThreadLimit|StartServers|MinSpareServers|MinSpareThreads|MaxSpareThreads)\b/.exec(
        message,
      )?.[1];
    const text = [message, ...continuation]
      .join(' ')
      .replace(/^WARNING: /, '')
      .slice(0, 240);
    return {
      summary: `httpd does not use the limits as written: ${text}`,
      facts: { codes: distinct(entries.map(({ code }) => code)), directive },
    };
  },
});
