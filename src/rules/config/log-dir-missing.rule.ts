import { distinct } from '../../lib/distinct.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { brokenConfiguration } from './config-rule.ts';

export const logDirMissing = messageRule({
  id: 'log-dir-missing',
  title: 'A log directory does not exist or cannot be entered',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'httpd opens all its logs as root before it serves; a missing directory ends the start or reload (AH02291, AH02297). Typical: a removed site, a tmpfs under /var/log after a boot, a log on storage that is not mounted.',
  remedy:
    'Create the directory with the owner and mode of its neighbours (not writable by the run user), or fix the ErrorLog or CustomLog line.',
  explains: brokenConfiguration,
  select: ({ entries }) =>
    selectBy(['AH02291', 'AH02297', 'AH00091'])({ entries, unrecognised: 0 }).filter(
      ({ code, errno }) => code !== 'AH00091' || errno === 2,
    ),
  describe(entries) {
    const paths = distinct(
      entries.map(({ message }) => /(?:directory|file) '?([^'\s]{1,500}?)'?(?:\.$| |$)/.exec(message)?.[1]),
    );
    const { errno, errnoText } = entries.at(-1) ?? entries[0];
    const place = /defined at (\S{1,400}):(\d{1,7})/.exec((entries.at(-1) ?? entries[0]).message);
    return {
      summary: `httpd cannot use the log directory of ${paths[0] ?? 'a log'}${errnoText === undefined ? '' : `: ${errnoText}`}.`,
      facts: {
        path: paths[0],
        paths,
        errno,
        errnoText,
        file: place?.[1],
        line: place === null ? undefined : Number(place[2]),
      },
    };
  },
});
