import { distinct } from '../../lib/distinct.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { brokenConfiguration } from './config-rule.ts';

export const logOpenFailed = messageRule({
  id: 'log-open-failed',
  title: 'A log file could not be opened',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'httpd does not start or reload without its logs (AH00091, AH00649). The errno tells why: 13 permission or SELinux, 24 too many open files (two per virtual host), 28 no space or inodes, 30 read-only file system.',
  remedy: 'Fix what the errno says for the named file; then check and start.',
  explains: brokenConfiguration,
  select: ({ entries }) =>
    selectBy(
      ['AH00091', 'AH00086', 'AH00090', 'AH10036', 'AH00649'],
      /^(?:[\w./-]{1,60}: )?could not open (?:error|transfer) log file /,
    )({ entries, unrecognised: 0 }).filter(({ errno }) => errno !== 2),
  describe(entries) {
    const paths = distinct(entries.map(({ message }) => /log file (\S{1,500}?)\.?$/.exec(message)?.[1]));
    const { errno, errnoText } = entries.at(-1) ?? entries[0];
    return {
      summary: `httpd could not open the log file ${paths[0] ?? ''}${errnoText === undefined ? '' : `: ${errnoText}`}.`,
      facts: { path: paths[0], paths, errno, errnoText },
    };
  },
});
