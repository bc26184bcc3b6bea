#!/bin/sh
# oncall-change: named, typed changes of Apache httpd's configuration, and three other things that only root can do.
# Usage: oncall-change preview OP... | apply ID RESULT OP... | restore ID | history | release-port PORT UNIT | semaphores ID...
#
# Who calls it: the account of apache-oncall, through sudo -n, after an approval (`preview` and `history` before it). Where sudo knows regular expressions it
# grants only the kinds of change that the settings enable here; this script does not count on it. It is the boundary between that account and root: it may be
# called with any arguments, so it believes none.
# What it reads: httpd's configuration, /proc, and the files below $state.
# What it changes:
#   apply, restore   values out of the table in settings.sh, in files that httpd reads already and that only root can change; the product's own file
#                    (zz-apache-oncall.conf); links or LoadModule lines of named modules; one drop-in of systemd and one folder for core files.
#                    What was there is saved below $state first, with owner and mode, and everything is put back where the syntax check fails. For a
#                    drop-in systemd reads its units anew.
#   release-port     stops the one unit that holds a port that httpd is told to listen on, unless it is protected.
#   semaphores       removes SysV semaphores that a dead httpd left behind.
#   preview, history nothing but a working folder, which is removed at the end.
# What it never does: write a text of the caller's into a configuration, name a file, program or module for httpd to load, follow a link out of httpd's own
# folders, reload or restart httpd, signal a process that it did not start.
# Exit codes: 0 done (also: was done before); 64 refused as asked, or the id is taken; 65 the result differs from the one agreed to; 66 configtest failed, all is
# as before; 67 somebody changed a file since, nothing was restored; 68 another change runs; 69 what matters could not be seen, or is not safe; 70 a failure, all
# is as before; 71 taking back failed: run restore again; 72 nobody listens on the port; 73 it is somebody else's; 74 it is protected; 75 it could not be stopped
# or removed. The last line says why. A change that was killed half-way is `unfinished` in the history, and restore undoes it.
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
# shellcheck disable=SC3045 # every sh that may run this has it: dash, bash, busybox, mksh
for limit in f t v d; do ulimit -$limit unlimited 2>/dev/null; done
# shellcheck disable=SC3045 # every sh that may run this has it: dash, bash, busybox, mksh
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 256 ] || ulimit -n 256 2>/dev/null

USAGE=64 DIFFERS=65 UNTESTED=66 FOREIGN=67 BUSY=68 UNSEEN=69 BROKEN=70 UNDONE=71 NOBODY=72 OTHER=73 PROTECTED=74 FAILED=75
state=/var/lib/apache-oncall
cores=/var/lib/apache-oncall-cores
work=

fail() {
  code=$1
  shift
  printf '%s\n' "$*" >&2
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
  ! grep -Eq '/user@[1-9][0-9]*\.service(/|$)' /proc/self/cgroup 2>/dev/null || fail $UNSEEN 'this was started under the service manager of a user, who could kill it half-way'
}

open_work() {
  [ "$(ulimit -f)" = unlimited ] || fail $BROKEN 'the size of files is limited for this process'
  find /run -xdev -maxdepth 1 -type d -user root -name 'oncall-change.*' -mmin +60 -exec rm -rf -- {} + 2>/dev/null
  work=$(mktemp -d /run/oncall-change.XXXXXXXXXX 2>/dev/null) || work=$(mktemp -d /tmp/oncall-change.XXXXXXXXXX) || fail $BROKEN 'no room for working files'
  trap clean_up EXIT
  trap 'exit 70' HUP INT TERM QUIT
  { : >"$work/paths" && : >"$work/edits"; } || fail $BROKEN 'no room for working files'
}

limited() {
  if command -v timeout >/dev/null 2>&1; then timeout -k 5 "$@"; else shift; "$@"; fi
}

# Whether all of a text, one line of plain characters, has this form.
matches() {
  case $1 in *[!\ -~]*) return 1 ;; esac
  printf '%s\n' "$1" | grep -Eqx -e "$2"
}

is_id() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ "${#1}" -eq 16 ]
}

is_number() {
  case $1 in ''|*[!0-9]*|0?*) return 1 ;; esac
  [ "${#1}" -le 10 ] && [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

sha_of() {
  sha256sum <"$1" | cut -c1-64
}

. ./paths.sh
. ./stage.sh
. ./difference.sh
. ./settings.sh
. ./operations.sh
. ./own-file.sh
. ./status-page.sh
. ./core-dumps.sh
. ./modules.sh
. ./store.sh
. ./place.sh
. ./apply.sh
. ./restore.sh
. ./ports.sh
. ./semaphores.sh

cr=$(printf '\r')
tab=$(printf '\t')
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
