# oncall_command IMPOSSIBLE SECONDS GRACE BYTES CMD ARG...: runs one command of an approved change as root, through sudo unless this shell is root's; SIGTERM
# after SECONDS, SIGKILL after GRACE more. Prints the last BYTES of its output and returns its status, or IMPOSSIBLE where this shell does not hold the lock.
#
# The command writes into tail, not into the channel, so that a lost connection cannot end it half-way. Descriptor 9, the lock, is closed for it, or a server
# that it starts would keep the lock.
oncall_command() {
  oncall_impossible=$1 oncall_seconds=$2 oncall_grace=$3 oncall_bytes=$4
  shift 4
  command eval 'true <&9' 2>/dev/null || { echo 'the lock of this host is not held'; return "$oncall_impossible"; }
  [ "${oncall_uid:-$(id -u)}" = 0 ] || set -- sudo -n -- "$@"
  {
    oncall_status=$({
      { timeout -k "$oncall_grace" "$oncall_seconds" "$@" 3>&- 4>&- 9>&-; echo $? >&3; } 2>&1 | tail -c "$oncall_bytes" >&4 3>&- 4>&- 9>&-
    } 3>&1)
  } 4>&1
  return "${oncall_status:-126}"
}
