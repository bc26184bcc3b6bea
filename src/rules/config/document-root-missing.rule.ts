import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { checkSaysNothing } from '../over/state.ts';

export const documentRootMissing = messageRule({
  id: 'document-root-missing',
  title: 'A DocumentRoot does not exist',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  over: [checkSaysNothing],
  severity: 'notice',
  cause:
    'While it reads the configuration httpd warns of a DocumentRoot that is not there (AH00112) and goes on: what that site would serve from it is answered 404. A site that only redirects or passes requests on does not need it.',
  remedy:
    'Where the site has content of its own, put it back or correct the path; a folder that is created later is used at once, without a reload.',
  select: selectBy(['AH00112'], /^(?:[\w./-]{1,60}: )?Warning: DocumentRoot \[/),
  describe(entries) {
    const now = entries.filter(({ source }) => source === 'configtest');
    const paths = distinct((now.length > 0 ? now : entries).map(pathOf));
    return {
      summary: `The DocumentRoot ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''} does not exist.`,
      facts: { count: Math.max(1, paths.length), path: paths[0], paths: paths.slice(0, 20) },
    };
  },
});

function pathOf({ message }: LogEntry): string | undefined {
  return /DocumentRoot \[([^\]]{1,300})\]/.exec(message)?.[1];
}
