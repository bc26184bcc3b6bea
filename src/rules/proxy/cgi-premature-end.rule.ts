import { times } from '../../lib/counts.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { requestsIn } from '../../probes/logs/requests.ts';
import { errorOf } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

/** httpd's own sentence carries no code; it counts only from mod_cgi, mod_cgid and 2.2, whose prefix names no module. */
function isPremature({ code, module, message }: LogEntry): boolean {
  if (code === 'AH01220' || code === 'AH01241') return true;
  if (code !== undefined || (module !== undefined && !/^(cgid?|core)?$/.test(module))) return false;
  return /^(?:Premature end of script headers|End of script output before headers): /.test(message);
}

export const cgiPrematureEnd = messageRule({
  id: 'cgi-premature-end',
  title: 'CGI scripts end before they send any headers',
  kind: 'problem',
  answers: ['crashes'],
  over: [answeredSince, quietSince],
  severity: 'warning',
  cause:
    'A script ended or was killed before it had written its headers (“End of script output before headers”, AH01220 when it was too slow); the client gets 500 or 504.',
  remedy:
    'Run the script as the run user by hand, and read the lines above it in the log: what a script writes to stderr is logged as AH01215.',
  explains: ['error-rate-high', 'site-failing'],
  select: (logs) => logs.entries.filter(isPremature),
  describe(entries) {
    const scripts = [
      ...new Set(entries.map(({ message }) => /headers: ([\w./-]{1,200})/.exec(message)?.[1]).filter(Boolean)),
    ].map(String);
    return {
      summary: `CGI scripts gave no complete answer ${times(requestsIn(entries))}${scripts.length === 0 ? '' : `: ${scripts.slice(0, 5).join(', ')}`}.`,
      facts: {
        ...errorOf(entries),
        script: scripts[0],
        paths: scripts.slice(0, 20),
      },
    };
  },
});
