import type { FiledEntry } from './facts.ts';

/** From here on httpd says that a thing did not work (core, LogLevel); `error` last. */
const weights = ['emerg', 'alert', 'crit', 'error'] as const;
/** How badly a message speaks against health. */
export type Weight = (typeof weights)[number] | 'warn';

/** A message that speaks against health. */
export interface Grave {
  readonly entry: FiledEntry;
  readonly weight: Weight;
}

/** What programs say when a thing did not work. */
const failing =
  /\b(?:errors?|fatal|fail(?:s|ed|ure|ing)?|cannot|can't|could ?not|couldn't|unable|denied|refused|rejected|not found|no such|timed out|time-?out|expired|abort(?:s|ed|ing)?|panic|exceptions?|traceback|undefined|invalid|corrupt(?:ed)?|segfault|segmentation fault|killed|not running|already running|exiting)\b/i;
/** Startup messages and answers without a level that tell of nothing wrong. */
const routine = /^AH(?:00489|00163|00094|00493|00171|00491|00169|00490|00492|00494|00173|00051|00292)$/;
/** What scripts say of themselves with less than an error, wherever it is passed on. */
const mild = /^(?:Got error '|stderr from [^:]{1,200}: )?(?:PHP message: )?PHP (?:Warning|Notice|Deprecated)/;
/** Lines that point to others. */
const pointer =
  /^\s*(?:The Apache error log may have more information|See (?:"?systemctl|'?journalctl)|Job for |\[ ?(?:fail|failed) ?\]$)/i;
const ofApache = /\b(?:apache2?|httpd|apache24)\b/i;
const ofKernel = /\bdenied\b|\bDENIED\b|segfault|traps: |general protection|blocked for more than|audit/;

/** The messages of a log that speak against health, in their order: by level, and by what they say where they have none. */
export function graveOf(entries: readonly FiledEntry[]): readonly Grave[] {
  return entries.flatMap((entry) => {
    const weight = weightOf(entry);
    return weight === undefined ? printedBehind(entry) : [{ entry, weight }];
  });
}

/** How badly one message speaks against health; undefined when it does not. */
function weightOf(entry: FiledEntry): Weight | undefined {
  const { level, message } = entry;
  const text = message.slice(0, 600);
  if (pointer.test(text)) return undefined;
  if (mild.test(text)) return 'warn';
  if (level !== undefined) return level === 'warn' ? 'warn' : weights.find((one) => one === level);
  return says(entry, text) ? 'error' : undefined;
}

/** What stands without a level is judged by who says it, and by the words; of other programs only those count that watch over services, where they speak of Apache. */
function says({ program, code, errno }: FiledEntry, text: string): boolean {
  if (program === 'kernel') return ofApache.test(text) && ofKernel.test(text);
  if (program === 'systemd') return ofApache.test(text) && failing.test(text);
  if (program !== undefined && !isOurs(program))
    return watchers.test(program) && ofApache.test(text) && failing.test(text);
  if (code !== undefined) return !routine.test(code);
  return errno !== undefined || failing.test(text);
}

/** Whoever connects chooses what sshd and the like write; these write what they saw themselves (auditd(8), setroubleshootd(8), logrotate(8)). */
const watchers = /^(?:auditd?|setroubleshootd?|sedispatch|systemd-coredump|monit|logrotate|supervisord)$/;

/** Programs that speak for the service in its journal or its output. */
function isOurs(program: string): boolean {
  return /^(?:apache2?|httpd|apachectl|apache2ctl|env|sh|bash|rotatelogs|cronolog)(?:[-.\w]*)$/.test(program);
}

/** Lines without a prefix behind an ordinary message are no part of it: a program of the server printed them. */
function printedBehind(entry: FiledEntry): readonly Grave[] {
  if (entry.program !== undefined && !isOurs(entry.program)) return [];
  const { source, at, file } = entry;
  return entry.continuation
    .filter((line) => failing.test(line) && !mild.test(line) && !pointer.test(line))
    .map((line) => ({
      entry: {
        source,
        raw: line,
        message: line,
        continuation: [],
        ...(at === undefined ? {} : { at }),
        ...(file === undefined ? {} : { file }),
      },
      weight: 'error',
    }));
}

/** What only says that a step or the whole ended because of something said before: systemd’s words for it, and httpd’s own last ones. */
const echo =
  /^(?:[\w@.-]+: (?:Failed with result|Unit entered failed state|Control process exited|(?:Main|main|control) process exited)|[\w@.-]+\.service failed|Unit [\w@.-]+ entered failed state|Failed to (?:start|reload) |Reload failed for |Action '[^']{1,40}' failed|Unable to open logs|no listening sockets available|(?:Pre-c|C)onfiguration (?:check )?failed|Configuration Failed|Unable to open (?:the )?log)/;

/** True for a line that says what came of a fault and nothing of the fault. */
export function isEcho({ message }: Pick<FiledEntry, 'message'>): boolean {
  return echo.test(message.slice(0, 300));
}

/** The worst first. */
export function byWeight(one: Weight, other: Weight): number {
  return rank(one) - rank(other);
}

function rank(weight: Weight): number {
  return weight === 'warn' ? weights.length : weights.indexOf(weight);
}
