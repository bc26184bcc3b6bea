# Runs the sections of one look, each between two frames. Called by the script's last lines as
#   oncall_do oncall_here ID PROGRAM ARG...                               in this very shell, built-ins only
#   oncall_do oncall_piped ID SECONDS BYTES start|end PROGRAM ARG...      in a shell of its own, with a limit of time and of output
# `command eval` keeps this shell alive where a fork fails or a program has a syntax error, both of which end a non-interactive POSIX shell otherwise; bash
# alone still exits when it cannot fork, after 15 s of trying.
oncall_do() {
  oncall_mark "{$2"
  # shellcheck disable=SC2016 # eval expands it, with the parameters whole
  command eval '"$@"'
  oncall_mark "}$2 $?"
}
oncall_here() {
  oncall_text=$2
  shift 2
  eval "$oncall_text"
}
# Beyond the cap output is drained, so that a program ends with its own status and not by SIGPIPE.
oncall_cap() {
  case $2 in
    end) exec tail -c "$1" ;;
    *) head -c "$1"; read -r _ && exec cat >/dev/null ;;
  esac
}
# GNU's timeout ends a program with all it started; busybox's ends one process, so there the rest of its session is ended after it.
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
# A section's output, until its time and that of timeout's SIGKILL are over: a process that nobody can end, such as one of root's or one that waits for a dead
# mount, may hold the pipe open for longer.
oncall_until() {
  [ -n "${oncall_timeout-}" ] || exec cat
  timeout -k 1 "$1" cat
}
# The status travels through the command substitution, since a pipeline's own is that of its last command. The program travels in the environment: as an
# argument it would show up in every list of processes. oncall_carried is what a section needs beside the prelude, such as a helper that is not installed.
oncall_piped() {
  oncall_id=$1 oncall_seconds=$2 oncall_bytes=$3 oncall_keep=$4 ONCALL_SECTION=${oncall_prelude:?}${oncall_carried-}$5
  oncall_carried=
  shift 5
  oncall_find_timeout
  {
    oncall_status=$({
      {
        export ONCALL_SECTION
        # shellcheck disable=SC2016 # the inner shell expands it
        oncall_limit "$oncall_seconds" sh -c 'oncall_text=$ONCALL_SECTION; unset ONCALL_SECTION; eval "$oncall_text"' "$oncall_id" "$@" 3>&- 4>&-
        echo $? >&3
      } 2>&1 | oncall_until "$((oncall_seconds + 2))" 3>&- 4>&- | oncall_cap "$oncall_bytes" "$oncall_keep" >&4 3>&- 4>&-
    } 3>&1)
  } 4>&1
  return "${oncall_status:-126}"
}
oncall_find_timeout() {
  [ -n "${oncall_timeout-}" ] && return
  has timeout || return
  if command eval 'timeout --foreground -k 1 9 true 2>/dev/null'; then oncall_timeout=group
  elif has setsid && command eval 'timeout -k 1 9 true 2>/dev/null'; then oncall_timeout=one
  fi
}
