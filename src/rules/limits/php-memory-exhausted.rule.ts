import { times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

/** At the start of what PHP itself wrote; behind AH01071 (PHP-FPM) and AH01215 (CGI) the same words follow a short introduction. */
const exhausted =
  /^(?:Got error ')?(?:PHP message: )?(?:PHP )?Fatal error: +(?:Uncaught \w{1,40}: )?(?:Allowed memory size of (\d{1,15}) bytes exhausted[^(]{0,60}\(tried to allocate (\d{1,15}) bytes\)|Out of memory \(allocated (\d{1,15})\))/;
const place = / in (\/[^\n']{1,300}?) on line (\d{1,9})/;

function isExhausted({ code, module, program, message }: LogEntry): boolean {
  if (code !== undefined && code !== 'AH01071' && code !== 'AH01215') return false;
  if (program === 'kernel' || (module !== undefined && !/^(?:php\d?|proxy_fcgi|fcgid|cgid?|core)$/.test(module)))
    return false;
  return exhausted.test(message.slice(0, 600));
}

export const phpMemoryExhausted = messageRule({
  id: 'php-memory-exhausted',
  title: 'A PHP script reached its memory limit',
  kind: 'problem',
  answers: ['oom', 'memory'],
  over: [answeredSince, quietSince],
  severity: 'warning',
  cause:
    'memory_limit bounds one script; PHP ends it and the request fails with 500. This is the application’s limit, not the machine’s: no process is killed. Many such scripts at once still need workers × memory_limit.',
  remedy:
    'Look at the script and line named; raise memory_limit only after checking that workers × memory_limit fits into memory.',
  explains: ['php-fatal', 'site-failing'],
  select: ({ entries }) => entries.filter(isExhausted),
  describe(entries) {
    const last = entries.at(-1) ?? entries[0];
    const [, limit, tried] = exhausted.exec(last.message.slice(0, 600)) ?? [];
    const where = place.exec(last.message.slice(0, 2000));
    const mib = limit === undefined ? '' : ` of ${Math.round(Number(limit) / 1_048_576)} MiB`;
    return {
      summary: `PHP scripts reached the memory limit${mib} ${times(entries.length)}${where === null ? '' : `, last in ${where[1]} line ${where[2]}`}.`,
      facts: {
        limit: limit === undefined ? undefined : Number(limit),
        size: tried === undefined ? undefined : Number(tried),
        script: where?.[1],
        file: where?.[1],
        line: where?.[2] === undefined ? undefined : Number(where[2]),
        pids: distinct(entries.map(({ pid }) => pid)),
      },
    };
  },
});
