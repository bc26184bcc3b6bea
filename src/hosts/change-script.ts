import { shellQuote } from '../lib/shell-quote.ts';
import type { ChangeCommand, NamedSection } from '../model/ports.ts';
import { SCRIPT_VERSION, wrapScript } from './script.ts';

/** Bytes kept of what a change prints, from its end: httpd's control programs say in their last lines what went wrong. */
const OUTPUT_BYTES = 16_384;

/** Seconds between SIGTERM and SIGKILL for a command whose time is up. */
const KILL_AFTER = 5;

/** How the section that takes the lock ends (sysexits.h: EX_TEMPFAIL, EX_UNAVAILABLE). */
export const LOCK_TAKEN = 75;
export const LOCK_IMPOSSIBLE = 69;

/** What the scripts of a change answer with, one section each: first the lock is taken, then, in the same shell, each command is run; at last the lock is given back. */
export const LOCK_SECTION = 'lock';
export const COMMAND_SECTION = 'command';
export const RELEASE_SECTION = 'release';

/*
 * Where the lock is, everybody may make files: only a plain one is opened, for a pipe would never open. The lock is held by the shell, so it ends with it at the latest, but not before a command that runs has ended, also when nobody listens any more: the
 * command writes into tail, not into the channel, so that a lost connection cannot end it half-way. The lock file is opened for reading, as another account may
 * have made it; who holds it is written beside it under noclobber, which follows no symbolic link. Descriptor 9 is closed for the command, or a server it
 * starts would keep the lock.
 */
const LOCK = `oncall_lock() {
  oncall_who=$1
  has flock || { echo 'flock is not installed on this host'; return ${LOCK_IMPOSSIBLE}; }
  has timeout || { echo 'timeout is not installed on this host'; return ${LOCK_IMPOSSIBLE}; }
  oncall_file=/run/lock/apache-oncall.lock
  [ -d /run/lock ] && [ -w /run/lock ] || oncall_file=$HOME/.apache-oncall.lock
  [ -e "$oncall_file" ] || (umask 022; set -C; : >"$oncall_file") 2>/dev/null
  [ -f "$oncall_file" ] && [ ! -h "$oncall_file" ] || { echo "$oncall_file is not a plain file"; return ${LOCK_IMPOSSIBLE}; }
  command exec 9<"$oncall_file" || return ${LOCK_IMPOSSIBLE}
  if flock -n 9; then
    {
      rm -f "$oncall_file.holder"
      (umask 022; set -C; echo "pid $$, $oncall_who, since $(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$oncall_file.holder")
    } 2>/dev/null
    return 0
  fi
  command exec 9<&-
  oncall_holder=
  [ -f "$oncall_file.holder" ] && oncall_holder=$(head -c 300 "$oncall_file.holder" 2>/dev/null | head -n 1)
  echo "\${oncall_holder:-somebody who left no name}"
  return ${LOCK_TAKEN}
}
`;

const COMMAND = `oncall_command() {
  oncall_seconds=$1
  shift
  command eval 'true <&9' 2>/dev/null || { echo 'the lock of this host is not held'; return ${LOCK_IMPOSSIBLE}; }
  [ "\${oncall_uid:-$(id -u)}" = 0 ] || set -- sudo -n -- "$@"
  {
    oncall_status=$({
      { timeout -k ${KILL_AFTER} "$oncall_seconds" "$@" 3>&- 4>&- 9>&-; echo $? >&3; } 2>&1 | tail -c ${OUTPUT_BYTES + 1} >&4 3>&- 4>&- 9>&-
    } 3>&1)
  } 4>&1
  return "\${oncall_status:-126}"
}
`;

const RELEASE = `oncall_release() {
  rm -f "$oncall_file.holder" 2>/dev/null
  exec 9<&-
}
`;

/** Takes the host's lock for this shell, without waiting; `who` is shown to others who ask for it meanwhile. */
export function buildLockScript(nonce: string, who: string): string {
  return changeScript(nonce, LOCK_SECTION, LOCK, `oncall_lock ${shellQuote(who)}`);
}

/** Runs these exact arguments as root, in a shell that holds the lock, and frames what came of it. */
export function buildCommandScript(nonce: string, command: ChangeCommand): string {
  const words = [String(Math.ceil(command.seconds)), ...command.argv].map(shellQuote).join(' ');
  return changeScript(nonce, COMMAND_SECTION, COMMAND, `oncall_command ${words}`);
}

/** Gives the lock back. */
export function buildReleaseScript(nonce: string): string {
  return changeScript(nonce, RELEASE_SECTION, RELEASE, 'oncall_release');
}

function changeScript(nonce: string, section: string, functions: string, call: string): string {
  const body = `oncall_mark '{${section}'\ncommand eval ${shellQuote(call)}\noncall_mark "}${section} $?"\n`;
  return `# apache-oncall change ${SCRIPT_VERSION} nonce=${nonce} section=${section}
${wrapScript(nonce, functions, body)}`;
}

/** What the frames of taking the lock are read against; the programs are in the scripts already. */
export const lockSections: readonly NamedSection[] = [sectionOf(LOCK_SECTION, KILL_AFTER, 512)];

/** What the frames of giving the lock back are read against. */
export const releaseSections: readonly NamedSection[] = [sectionOf(RELEASE_SECTION, KILL_AFTER, 512)];

/** What the frames of a command are read against. */
export function commandSections({ seconds }: ChangeCommand): readonly NamedSection[] {
  return [sectionOf(COMMAND_SECTION, Math.ceil(seconds) + KILL_AFTER, OUTPUT_BYTES)];
}

function sectionOf(id: string, seconds: number, bytes: number): NamedSection {
  return { id, program: '', args: [], keep: 'end', seconds, bytes };
}
