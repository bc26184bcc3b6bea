import { times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { answersNow } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

/** httpd’s own line about a file of AccessFileName has no code: the file, and what the parser said (server/config.c, ap_parse_htaccess). */
const refused = /^(\/[^:\n]{1,500}): (\S.{0,500})$/;
/** AH00529 a file that cannot be read, AH00670 a RewriteRule that the Options do not allow; both are answered 403. */
const coded: readonly string[] = ['AH00529', 'AH00670'];

/** The file and the reason; a program cannot forge the level `alert` of the core. */
function partsOf({
  code,
  client,
  level,
  module,
  pid,
  message,
}: LogEntry): { path?: string; reason: string } | undefined {
  if (code !== undefined) return coded.includes(code) ? { reason: message.slice(0, 300) } : undefined;
  const core = module === 'core' || (module === undefined && pid === undefined);
  if (client === undefined || level !== 'alert' || !core) return undefined;
  const [, path, reason] = refused.exec(message.slice(0, 1_200)) ?? [];
  return path === undefined || reason === undefined ? undefined : { path, reason };
}

export const htaccessError = messageRule({
  id: 'htaccess-error',
  title: 'An .htaccess file makes every request below it fail',
  kind: 'problem',
  answers: ['configtest', 'connections'],
  over: [answersNow, quietSince],
  severity: 'critical',
  cause:
    'httpd reads .htaccess at every request and the syntax check never does: a directive that AllowOverride does not permit, a typo, or one of a module that is not loaded is answered 500; a file that cannot be read (AH00529) or a RewriteRule without FollowSymLinks (AH00670) is answered 403.',
  remedy:
    'Correct or move away the named file, which works at once without a reload; or permit the directive with AllowOverride, or enable its module, and check and reload then.',
  explains: ['site-failing', 'access-denied-to-all', 'error-rate-high'],
  select: ({ entries }) => entries.filter((entry) => partsOf(entry) !== undefined),
  describe(entries) {
    const parts = entries.flatMap((entry) => partsOf(entry) ?? []);
    const paths = distinct(
      parts.map(({ path }) => path),
      5,
    );
    const reason = parts.at(-1)?.reason.replace(/, referer: .*$/, '');
    return {
      summary:
        `${paths.length === 0 ? 'An .htaccess file' : paths.join(', ')} makes requests fail, logged ${times(entries.length)}: ${reason ?? ''}`.slice(
          0,
          400,
        ),
      facts: { paths, reason, ...errorOf(entries) },
    };
  },
});
