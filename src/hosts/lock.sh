# oncall_lock WHO TAKEN IMPOSSIBLE: takes the lock of this host for this shell, without waiting. Returns 0 when it is held, TAKEN with the holder's words when
# somebody else has it, IMPOSSIBLE with the reason where it cannot be taken. Changes nothing but the lock's own two files. Runs as the account, not as root.
#
# Where the lock is, everybody may make files: only a plain one is opened, for a pipe would never open. The lock ends with the shell at the latest, but not
# before a command that runs has ended. The lock file is opened for reading, as another account may have made it; who holds it is written beside it under
# noclobber, which follows no symbolic link.
oncall_lock() {
  oncall_who=$1 oncall_taken=$2 oncall_impossible=$3
  has flock || { echo 'flock is not installed on this host'; return "$oncall_impossible"; }
  has timeout || { echo 'timeout is not installed on this host'; return "$oncall_impossible"; }
  oncall_file=/run/lock/apache-oncall.lock
  { [ -d /run/lock ] && [ -w /run/lock ]; } || oncall_file=$HOME/.apache-oncall.lock
  [ -e "$oncall_file" ] || (umask 022; set -C; : >"$oncall_file") 2>/dev/null
  { [ -f "$oncall_file" ] && [ ! -h "$oncall_file" ]; } || { echo "$oncall_file is not a plain file"; return "$oncall_impossible"; }
  command exec 9<"$oncall_file" || return "$oncall_impossible"
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
  echo "${oncall_holder:-somebody who left no name}"
  return "$oncall_taken"
}
