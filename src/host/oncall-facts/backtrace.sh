# `backtrace`: `core BYTES UID EPOCH PATH`, `binary PATH`, `newer PATH` for each mapped file changed on disk since, then between `== gdb` and `== end` what gdb
# says of all threads of the newest core, without the values of arguments; or one line `none WHY` or `refused WHY`.
# The core is data of whoever broke into a child, so gdb runs as the run user that wrote it, without its own start files and without loading scripts, never as
# root, for 15 seconds at most.
core_place() {
  pattern=
  { IFS= read -r pattern < /proc/sys/kernel/core_pattern; } 2>/dev/null
  name=${pattern##*/}
  case $pattern in
    '|'*) echo 'none cores go to the program in kernel.core_pattern'; return 1 ;;
    /*) folder=${pattern%/*} ;;
    *)
      folder=$(config_files | while IFS= read -r file; do
        [ -f "$file" ] && awk 'tolower($1) == "coredumpdirectory" { gsub(/"/, "", $2); print $2 }' "$file" 2>/dev/null
      done | tail -n 1) ;;
  esac
  case $folder in
    '') echo 'none CoreDumpDirectory is not set'; return 1 ;;
    /*[!A-Za-z0-9._/-]* | [!/]*) echo 'refused the core directory has an unusual name'; return 1 ;;
  esac
  { [ -d "$folder" ] && [ ! -h "$folder" ]; } || { echo 'none the core directory does not exist'; return 1; }
  prefix=${name%%%*}
  case $prefix in *[!A-Za-z0-9._-]*) prefix= ;; esac
}

newest_core() {
  core=
  set +f
  for file in "$folder/$prefix"*; do
    case $file in *[!A-Za-z0-9._/-]*) continue ;; esac
    { [ -f "$file" ] && [ ! -h "$file" ] && [ -s "$file" ]; } || continue
    # shellcheck disable=SC3013 # every sh that may run this has it: dash, bash, busybox, mksh
    if [ -z "$core" ] || [ "$file" -nt "$core" ]; then core=$file; fi
  done
  set -f
  [ -n "$core" ] || { echo 'none no core is in the core directory'; return 1; }
}

run_user() {
  for pid in $(parents | head -n 16); do
    [ "$(stat -c %u "/proc/$pid" 2>/dev/null)" = 0 ] || continue
    case $(readlink "/proc/$pid/exe" 2>/dev/null) in /*[!A-Za-z0-9._/-]*) ;; /*) exe=$(readlink "/proc/$pid/exe") ;; esac
    # shellcheck disable=SC2013 # paths below /proc have no blanks
    for directory in $(grep -l "^PPid:	$pid$" /proc/[0-9]*/status 2>/dev/null); do
      [ "$(stat -c %u "${directory%/status}" 2>/dev/null)" = "$1" ] && return 0
    done
  done
  [ "$(stat -c %u "$folder" 2>/dev/null)" = "$1" ]
}

as_user() {
  if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; fi
  if command -v setpriv >/dev/null 2>&1; then setpriv --reuid="$uid" --regid="$gid" --clear-groups --no-new-privs --inh-caps=-all -- "$@"
  else runuser -u "$(stat -c %U "$core")" -- "$@"; fi
}

gdb_of_core() {
  # shellcheck disable=SC3045 # every sh that may run this has it: dash, bash, busybox, mksh
  ulimit -c 0
  # shellcheck disable=SC3045 # every sh that may run this has it: dash, bash, busybox, mksh
  ulimit -t 20
  cd / || return 1
  as_user env -i PATH=/usr/bin:/bin LC_ALL=C HOME=/nonexistent nice -n 10 timeout -k 1 15 gdb -nx -batch \
    -iex 'set auto-load off' -iex 'set debuginfod enabled off' -iex 'set confirm off' -iex 'set width 0' -iex 'set height 0' \
    -iex 'set print frame-arguments none' -iex 'set print entry-values no' -iex 'set print frame-info location-and-address' \
    -ex 'info sharedlibrary' -ex 'thread apply all bt 60' "$exe" "$core" 2>&1 </dev/null | tr -cd '\11\12\40-\176' | cut -c1-500 | head -c 200000
}

backtrace() {
  command -v gdb >/dev/null 2>&1 || { echo 'none gdb is not installed'; return 0; }
  command -v timeout >/dev/null 2>&1 || { echo 'refused there is no timeout(1)'; return 0; }
  command -v setpriv >/dev/null 2>&1 || command -v runuser >/dev/null 2>&1 || { echo 'refused there is no setpriv(1) or runuser(1)'; return 0; }
  { core_place && newest_core; } || return 0
  exe=
  # shellcheck disable=SC2046 # split into words on purpose
  set -- $(stat -c '%s %u %g %Y' "$core" 2>/dev/null)
  [ "$#" -eq 4 ] || return 0
  uid=$2
  # Its own group, not that of a core in a folder that hands its group on.
  gid=$(getent passwd "$uid" | cut -d: -f4)
  case $gid in ''|*[!0-9]*) gid=0 ;; esac
  { [ "$uid" != 0 ] && [ "$gid" != 0 ]; } || { echo "refused $core belongs to root"; return 0; }
  printf 'core %s %s %s %s\n' "$1" "$uid" "$4" "$core"
  set +f
  run_user "$uid" || { set -f; echo "refused $core does not belong to the run user"; return 0; }
  set -f
  for program in /usr/sbin/apache2 /usr/sbin/httpd /usr/local/sbin/httpd /usr/local/apache2/bin/httpd /opt/rh/httpd24/root/usr/sbin/httpd /usr/bin/httpd; do
    [ -z "$exe" ] && [ -x "$program" ] && exe=$program
  done
  [ -x "$exe" ] || { echo 'none the program that crashed is not there'; return 0; }
  echo "binary $exe"
  trace=$(gdb_of_core)
  { echo "$exe"; printf '%s\n' "$trace" | sed -n 's/^0x[0-9a-f]* .* \(\/[A-Za-z0-9._+\/-]*\)$/\1/p' | head -n 300; } | while IFS= read -r file; do
    changed=$(stat -L -c %Z "$file" 2>/dev/null)
    [ "${changed:-0}" -gt "$4" ] && echo "newer $file"
  done
  echo '== gdb'
  printf '%s\n' "$trace"
  echo '== end'
}
