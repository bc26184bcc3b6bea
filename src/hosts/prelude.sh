# What every section's program may call.
# has CMD: whether there is such a program or function.
has() { command -v "$1" >/dev/null 2>&1; }
# limited SECONDS CMD ARG...: under timeout(1) where the host has it.
limited() { if has timeout; then timeout -k 1 "$@"; else shift; "$@"; fi; }
# in_time SECONDS CMD ARG...: what it prints, and a last line `in_time STATUS` where it ended in time. Where it did not, it is left to itself: an account cannot
# end what sudo runs as root, so timeout(1) would wait for it.
in_time() {
  oncall_wait=$1
  shift
  { { "$@" 2>&1; echo "in_time $?"; } </dev/null 2>/dev/null & } | limited "$oncall_wait" cat
}
# as_root CMD ARG...: as it is for root, else through sudo without a password; what sudo refuses is not tried in another way. Where the survey waited too long for
# sudo, it is not asked again.
as_root() {
  if [ "${oncall_uid:-$(id -u)}" = 0 ]; then "$@"
  elif [ "${oncall_sudo_slow-}" ]; then echo "as_root: not asked: sudo took longer than $oncall_sudo_slow s" >&2; return 124
  elif ! has sudo; then echo 'as_root: no sudo' >&2; return 127
  elif [ "${oncall_sudo_warns-}" ]; then oncall_unwarned "$@"
  else sudo -n -- "$@"
  fi
}
# Through sudo on a host that cannot resolve its own name: sudo warns of that each time and does what it is asked.
oncall_unwarned() {
  {
    oncall_sudo_status=$({ { sudo -n -- "$@" 3>&-; echo $? >&3; } 2>&1 >&4 | sed '/^sudo: unable to resolve host/d' >&2 3>&- 4>&-; } 3>&1)
  } 4>&1
  return "${oncall_sudo_status:-126}"
}
# ask_systemd CMD ARG...: a program that asks systemd or its message bus, unless the survey waited too long for systemd.
ask_systemd() {
  if [ "${oncall_systemd_slow-}" ]; then echo "ask_systemd: not asked: systemctl took longer than $oncall_systemd_slow s" >&2; return 124; fi
  "$@"
}
