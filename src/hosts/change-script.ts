import { shellQuote } from '../lib/shell-quote.ts';
import type { ChangeCommand, NamedSection } from '../model/ports.ts';
import { wrapScript } from './script.ts';

/** Bytes kept of what a change prints, from its end: httpd's control programs say in their last lines what went wrong. */
const OUTPUT_BYTES = 16_384;

/** Seconds between SIGTERM and SIGKILL for a command whose time is up. */
const KILL_AFTER = 5;

/** How the section that takes the lock ends (sysexits.h: EX_TEMPFAIL, EX_UNAVAILABLE). */
export const LOCK_TAKEN = 75;
export const LOCK_IMPOSSIBLE = 69;

/** The two sections a change answers with: the lock, then, only if it was got, the command. */
export const LOCK_SECTION = 'lock';
export const COMMAND_SECTION = 'command';

/*
 * The lock is held by the shell until the command has ended, also when nobody listens any more: the command writes into tail, not into the channel, so
 * that a lost connection cannot end it half-way. The lock file is opened for reading, as another account may have made it; who holds it is written
 * beside it under noclobber, which follows no symbolic link. Descriptor 9 is closed for the command, or a server it starts would keep the lock.
 */
const LOCK = `oncall_lock() {
  has flock || { echo 'flock is not installed on this host'; return ${LOCK_IMPOSSIBLE}; }
  has timeout || { echo 'timeout is not installed on this host'; return ${LOCK_IMPOSSIBLE}; }
  oncall_file=/run/lock/apache-oncall.lock
  [ -d /run/lock ] && [ -w /run/lock ] || oncall_file=$HOME/.apache-oncall.lock
  [ -e "$oncall_file" ] || (umask 022; : >>"$oncall_file")
  command exec 9<"$oncall_file" || return ${LOCK_IMPOSSIBLE}
  flock -n 9 && return 0
  oncall_holder=
  { read -r oncall_holder <"$oncall_file.holder"; } 2>/dev/null
  echo "\${oncall_holder:-somebody who left no name}"
  return ${LOCK_TAKEN}
}
oncall_command() {
  oncall_seconds=$1 oncall_who=$2
  shift 2
  {
    rm -f "$oncall_file.holder"
    (umask 022; set -C; echo "pid $$, $oncall_who, since $(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$oncall_file.holder")
  } 2>/dev/null
  [ "\${oncall_uid:-$(id -u)}" = 0 ] || set -- sudo -n -- "$@"
  {
    oncall_status=$({
      { timeout -k ${KILL_AFTER} "$oncall_seconds" "$@" 3>&- 4>&- 9>&-; echo $? >&3; } 2>&1 | tail -c ${OUTPUT_BYTES + 1} >&4 3>&- 4>&- 9>&-
    } 3>&1)
  } 4>&1
  rm -f "$oncall_file.holder" 2>/dev/null
  return "\${oncall_status:-126}"
}
oncall_change() {
  oncall_mark '{${LOCK_SECTION}'
  command eval oncall_lock
  oncall_status=$?
  oncall_mark "}${LOCK_SECTION} $oncall_status"
  [ "$oncall_status" = 0 ] || return 0
  oncall_mark '{${COMMAND_SECTION}'
  command eval 'oncall_command "$@"'
  oncall_mark "}${COMMAND_SECTION} $?"
  exec 9<&-
}
`;

/** The one script that changes a host: it takes the host's lock without waiting, runs these exact arguments as root, and frames what came of it. */
export function buildChangeScript(nonce: string, command: ChangeCommand, who: string): string {
  const words = [String(Math.ceil(command.seconds)), who, ...command.argv].map(shellQuote).join(' ');
  return `# apache-oncall change 1 nonce=${nonce}
${wrapScript(nonce, LOCK, `oncall_change ${words}\n`)}`;
}

/** What the frames of a change are read against; the programs are in the script already. */
export function changeSections(command: ChangeCommand): readonly NamedSection[] {
  const common = { program: '', args: [], keep: 'end' } as const;
  return [
    { ...common, id: LOCK_SECTION, seconds: KILL_AFTER, bytes: 512 },
    { ...common, id: COMMAND_SECTION, seconds: Math.ceil(command.seconds) + KILL_AFTER, bytes: OUTPUT_BYTES },
  ];
}
