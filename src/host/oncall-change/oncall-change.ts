import { type DirectiveSetting, directiveSettings } from '../../model/directives.ts';
import { editorApply } from './oncall-change-apply.ts';
import { editorKernel } from './oncall-change-kernel.ts';
import { editorModules } from './oncall-change-modules.ts';
import { editorOps } from './oncall-change-ops.ts';
import { editorOwn } from './oncall-change-own.ts';
import { editorPaths } from './oncall-change-paths.ts';
import { editorStage } from './oncall-change-stage.ts';

/**
 * The root-owned script `oncall-change`: POSIX sh, and the boundary between the bot's account and root. It may be called with any arguments, so it believes none.
 * Words and files: the edits of `Edit` in editor.ts. It writes nothing but values out of `model/directives.ts` into files that httpd reads already and only root can
 * change, the product's own file, links or LoadModule lines of named modules, one drop-in and one folder for core files.
 * Exit codes: 0 done (also: was done before); 64 refused as asked, or the id is taken; 65 the result differs from the one agreed to; 66 configtest failed, all is as before;
 * 67 somebody changed a file since, nothing was restored; 68 another change runs; 69 what matters could not be seen, or is not safe; 70 a failure, all is as before;
 * 71 taking back failed: run restore again; 72 nobody listens on the port; 73 it is somebody else's; 74 it is protected; 75 it could not be stopped or removed.
 * The last line says why. A change that was killed half-way is `unfinished` in the history and is mended by restore.
 */
export const hostEditor = `#!/bin/sh
# oncall-change: named, typed changes of Apache httpd's configuration, and three other things that only root can do. Every argument is checked here.
# Usage: oncall-change preview OP… | apply ID RESULT OP… | restore ID | history | release-port PORT UNIT | semaphores ID…
set -u
set -f
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
LC_ALL=C
IFS=' 	
'
export PATH LC_ALL
unset ENV BASH_ENV CDPATH TMPDIR TZ GREP_OPTIONS GREP_COLORS POSIXLY_CORRECT DIFF_OPTIONS AWKPATH AWKLIBPATH LD_PRELOAD LD_LIBRARY_PATH
umask 077
cd / || exit 70
exec </dev/null
{ : >&1; } 2>/dev/null || exec >/dev/null
{ : >&2; } 2>/dev/null || exec 2>/dev/null
# A terminal must not hold it half-way, and the memory left for it is not the caller's to choose.
trap '' PIPE TSTP TTIN TTOU
{ echo 0 >/proc/self/oom_score_adj; } 2>/dev/null
for limit in f t v d; do ulimit -$limit unlimited 2>/dev/null; done
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 256 ] || ulimit -n 256 2>/dev/null

USAGE=64 DIFFERS=65 UNTESTED=66 FOREIGN=67 BUSY=68 UNSEEN=69 BROKEN=70 UNDONE=71 NOBODY=72 OTHER=73 PROTECTED=74 FAILED=75
state=/var/lib/apache-oncall
cores=/var/lib/apache-oncall-cores
work=

fail() {
  code=$1
  shift
  printf '%s\\n' "$*" >&2
  exit "$code"
}

usage() {
  fail $USAGE 'usage: oncall-change preview OP... | apply ID RESULT OP... | restore ID | history | release-port PORT UNIT | semaphores ID...'
}

clean_up() {
  case $work in /run/oncall-change.*|/tmp/oncall-change.*) rm -rf -- "$work" ;; esac
}

# Below user@UID.service the control groups are that user's, who could stop or kill even root's processes half-way.
need_root() {
  [ "$(id -u)" = 0 ] || fail $UNSEEN 'this needs root'
  ! grep -Eq '/user@[1-9][0-9]*\\.service(/|$)' /proc/self/cgroup 2>/dev/null || fail $UNSEEN 'this was started under the service manager of a user, who could kill it half-way'
}

open_work() {
  [ "$(ulimit -f)" = unlimited ] || fail $BROKEN 'the size of files is limited for this process'
  find /run -xdev -maxdepth 1 -type d -user root -name 'oncall-change.*' -mmin +60 -exec rm -rf -- {} + 2>/dev/null
  work=$(mktemp -d /run/oncall-change.XXXXXXXXXX 2>/dev/null) || work=$(mktemp -d /tmp/oncall-change.XXXXXXXXXX) || fail $BROKEN 'no room for working files'
  trap clean_up EXIT
  trap 'exit 70' HUP INT TERM QUIT
  : >"$work/paths" && : >"$work/edits" || fail $BROKEN 'no room for working files'
}

limited() {
  if command -v timeout >/dev/null 2>&1; then timeout -k 5 "$@"; else shift; "$@"; fi
}

# Whether all of a text, one line of plain characters, has this form.
matches() {
  case $1 in *[!\\ -~]*) return 1 ;; esac
  printf '%s\\n' "$1" | grep -Eqx -e "$2"
}

is_id() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ "\${#1}" -eq 16 ]
}

is_number() {
  case $1 in ''|*[!0-9]*|0?*) return 1 ;; esac
  [ "\${#1}" -le 10 ] && [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

sha_of() {
  sha256sum <"$1" | cut -c1-64
}

${editorPaths}${editorStage}${editorOps.replace('@SETTINGS@', settingTable)}${editorOwn}${editorModules}${editorApply}${editorKernel}cr=$(printf '\\r')
tab=$(printf '\\t')
[ "$#" -ge 1 ] || usage
verb=$1
shift
case $verb in
  preview)
    check_ops "$@"
    need_root
    open_work
    read_ops "$@"
    show_changes
    echo "result $result" ;;
  apply) [ "$#" -ge 3 ] || usage; apply "$@" ;;
  restore) [ "$#" -eq 1 ] || usage; restore "$1" ;;
  history) [ "$#" -eq 0 ] || usage; list_changes ;;
  release-port) [ "$#" -eq 2 ] || usage; release_port "$1" "$2" ;;
  semaphores) semaphores "$@" ;;
  *) usage ;;
esac
`;

/** One line for each directive: its name, its name in httpd 2.2 or `-`, and what it takes. */
function settingTable(): string {
  const lines = Object.entries(directiveSettings).map(
    ([name, { accepts, formerly = '-' }]) => `${name} ${formerly} ${accepts.kind} ${words(accepts)}`,
  );
  return lines.join('\n');
}

function words(accepts: DirectiveSetting['accepts']): string {
  switch (accepts.kind) {
    case 'number':
      return `${accepts.min} ${accepts.max}`;
    case 'word':
      return accepts.words.join(' ');
    case 'form':
      return accepts.pattern;
  }
}
