import { times } from '../../lib/counts.ts';
import { saying } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

/** mod_jk's own log: `[pid:tid] [error] jk_open_socket::jk_connect.c (817): connect to 127.0.0.1:8009 failed (errno=111)`. */
const errors =
  /(?:^|\] )(?:\w+::)?jk_\w+\.c \(\d+\): .*(?:connect to .* failed|All tomcat instances failed|Tomcat is down|no more workers left|failed sending request|can't receive the response|[Ff]ailed opening socket to|[Cc]onnecting to tomcat failed)/;

export const modjkWorkerError = messageRule({
  id: 'modjk-worker-error',
  title: 'A mod_jk worker is in error',
  kind: 'problem',
  answers: ['workers'],
  over: [answeredSince, quietSince],
  severity: 'critical',
  cause:
    'mod_jk could not reach Tomcat over AJP or got no answer; it puts the worker into error state and answers 503 until its recovery time (60 s by default) is over.',
  remedy:
    'Look at Tomcat: is it up, does its AJP connector listen on that address, are its threads used up, does its secret match?',
  explains: ['error-rate-high', 'site-failing'],
  select: (logs) => saying(logs, errors),
  describe(entries) {
    const texts = entries.map(({ message }) => message.slice(0, 1000));
    const backends = [
      ...new Set(
        texts.map((text) => /(?:connect to |socket to \(?)([\w.[\]:-]{1,100}:\d{1,5})/.exec(text)?.[1]).filter(Boolean),
      ),
    ].map(String);
    const worker = texts
      .map(
        (text) => /(?:ajp_service|ajp_connect_to_endpoint|service)[^(]*\([^)]*\): \(([\w.-]{1,60})\)/.exec(text)?.[1],
      )
      .find(Boolean);
    const errno = texts.map((text) => /errno=(\d{1,5})/.exec(text)?.[1]).find(Boolean);
    return {
      summary: `mod_jk cannot use ${worker === undefined ? 'its worker' : `worker ${worker}`}${backends.length === 0 ? '' : ` at ${backends.join(', ')}`}, logged ${times(entries.length)}.`,
      facts: {
        backends,
        backend: backends[0],
        worker,
        errno: errno === undefined ? undefined : Number(errno),
      },
    };
  },
});
