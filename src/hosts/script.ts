import { shellQuote } from '../lib/shell-quote.ts';
import type { NamedSection } from '../model/ports.ts';

/** Version of the script's first line and of its frames; a host that answers with another one is not understood. */
export const SCRIPT_VERSION = 1;

/** Ends the shell of a session. */
export const EXIT_LINE = 'exit\n';

const sectionId = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const nonceShape = /^[0-9a-f]{32}$/;
const firstLine = /^# apache-oncall script (\d+) nonce=([0-9a-f]{32}) sections=([a-z0-9._,-]*)$/;

/** Functions every section's program may call; `$oncall_uid` is the effective user id where /proc told it. */
const PRELUDE = `has() { command -v "$1" >/dev/null 2>&1; }
limited() { if has timeout; then timeout -k 1 "$@"; else shift; "$@"; fi; }
as_root() {
  if [ "\${oncall_uid:-$(id -u)}" = 0 ]; then "$@"
  elif has sudo; then sudo -n -- "$@"
  else echo 'as_root: no sudo' >&2; return 127
  fi
}
`;

const SETTINGS = `LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
PAGER=cat SYSTEMD_PAGER=cat SYSTEMD_COLORS=0 TERM=dumb
export LC_ALL PATH PAGER SYSTEMD_PAGER SYSTEMD_COLORS TERM
unset HISTFILE ENV BASH_ENV CDPATH GREP_OPTIONS IFS LANGUAGE
umask 077
oncall_uid=
{ while read -r oncall_key oncall_real oncall_uid oncall_rest; do
  case $oncall_key in Uid:) break;; esac; oncall_uid=
done </proc/self/status; } 2>/dev/null
export oncall_uid
`;

/*
 * Frames are written by built-ins alone. `command eval` keeps the shell alive where a fork fails or a program has a syntax error, both of which end a
 * non-interactive POSIX shell otherwise; bash alone still exits when it cannot fork, after 15 s of trying. A piped section's status travels through the
 * command substitution, since a pipeline's own is that of its last command. Beyond the cap output is drained, so that a program ends with its own
 * status and not by SIGPIPE. GNU's timeout ends a program with all it started; busybox's ends one process, so there the rest of its session is ended
 * after it. The program travels in the environment: as an argument it would show up in every list of processes.
 */
const MARK = `oncall_mark() {
  oncall_up=0
  { read -r oncall_up oncall_rest </proc/uptime; } 2>/dev/null
  echo "$oncall_line$oncall_nonce$1 $oncall_up"
}
`;

const RUNNERS = `oncall_do() {
  oncall_mark "{$2"
  command eval '"$@"'
  oncall_mark "}$2 $?"
}
oncall_here() {
  oncall_text=$2
  shift 2
  eval "$oncall_text"
}
oncall_cap() {
  case $2 in
    end) exec tail -c "$1" ;;
    *) head -c "$1"; read -r oncall_rest && exec cat >/dev/null ;;
  esac
}
oncall_limit() {
  case $oncall_timeout in
    group) timeout -k 1 "$@" ;;
    one)
      setsid timeout -k 1 "$@" &
      wait $!
      oncall_status=$?
      kill -9 -- "-$!" 2>/dev/null
      return $oncall_status
      ;;
    *) shift; "$@" ;;
  esac
}
oncall_piped() {
  oncall_id=$1 oncall_seconds=$2 oncall_bytes=$3 oncall_keep=$4 ONCALL_SECTION=$oncall_prelude$5
  shift 5
  oncall_find_timeout
  {
    oncall_status=$({
      {
        export ONCALL_SECTION
        oncall_limit "$oncall_seconds" sh -c 'oncall_text=$ONCALL_SECTION; unset ONCALL_SECTION; eval "$oncall_text"' "$oncall_id" "$@" 3>&- 4>&-
        echo $? >&3
      } 2>&1 | oncall_cap "$oncall_bytes" "$oncall_keep" >&4 3>&- 4>&-
    } 3>&1)
  } 4>&1
  return "\${oncall_status:-126}"
}
oncall_find_timeout() {
  [ -n "\${oncall_timeout-}" ] && return
  has timeout || return
  if command eval 'timeout --foreground -k 1 9 true 2>/dev/null'; then oncall_timeout=group
  elif has setsid && command eval 'timeout -k 1 9 true 2>/dev/null'; then oncall_timeout=one
  fi
}
`;

/**
 * The one POSIX sh script that runs these sections, in the order its first line names them: built-in ones first, as only those survive a host that
 * cannot fork. It answers with lines `NONCE[1 uptime`, per section `NONCE{id uptime`, output, `NONCE}id status uptime`, and at the end
 * `NONCE]complete uptime`, each after a newline of its own. It is one function, so that nothing runs before everything has arrived; several scripts may follow each other in one shell.
 * @throws {RangeError} for an id or nonce that could not be framed, or a NUL in what is sent.
 */
export function buildScript(nonce: string, sections: readonly NamedSection[]): string {
  checkIds(sections);
  const here = sections.filter((section) => section.builtinOnly === true);
  const piped = sections.filter((section) => section.builtinOnly !== true);
  const ids = [...here, ...piped].map(({ id }) => id).join(',');
  return `# apache-oncall script ${SCRIPT_VERSION} nonce=${nonce} sections=${ids}
${wrapScript(nonce, `oncall_prelude=${shellQuote(PRELUDE)}\n${RUNNERS}`, here.map(hereLine).join('') + piped.map(pipedLine).join(''))}`;
}

/**
 * One function around `body`, run with nothing on its stdin and the settings above, between the first and the last frame; `functions` may define more.
 * @throws {RangeError} for a nonce that is not 128 bits in hexadecimal.
 */
export function wrapScript(nonce: string, functions: string, body: string): string {
  if (!nonceShape.test(nonce)) throw new RangeError('a nonce is 32 hexadecimal digits');
  const name = `oncall_${nonce}`;
  return `${name}() {
${SETTINGS}oncall_nonce=${nonce} oncall_line='
'
${PRELUDE}${MARK}${functions}oncall_mark '[${SCRIPT_VERSION}'
${body}oncall_mark ']complete'
unset -f ${name} oncall_mark
}
${name} </dev/null 2>&1
`;
}

/** What the first line of a script says, for those who answer scripts without a shell; undefined for any other line. */
export function readFirstLine(
  line: string,
): { version: number; nonce: string; sections: readonly string[] } | undefined {
  const match = firstLine.exec(line);
  if (match === null) return undefined;
  const [, version = '', nonce = '', sections = ''] = match;
  return { version: Number(version), nonce, sections: sections === '' ? [] : sections.split(',') };
}

function checkIds(sections: readonly NamedSection[]): void {
  const seen = new Set<string>();
  for (const { id } of sections) {
    if (!sectionId.test(id)) throw new RangeError(`not a section id: ${id}`);
    if (seen.has(id)) throw new RangeError(`two sections named ${id}`);
    seen.add(id);
  }
}

function hereLine({ id, program, args }: NamedSection): string {
  return `oncall_do oncall_here ${[id, program, ...args].map(shellQuote).join(' ')}\n`;
}

/** One byte more than the cap is asked for, so that the client can tell a full answer from a cut one. */
function pipedLine({ id, program, args, seconds, bytes, keep = 'start' }: NamedSection): string {
  const limits = [String(Math.ceil(seconds)), String(Math.ceil(bytes) + 1), keep];
  return `oncall_do oncall_piped ${[id, ...limits, program, ...args].map(shellQuote).join(' ')}\n`;
}
