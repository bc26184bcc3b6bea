# What every section's program may call.
# has CMD: whether there is such a program or function.
has() { command -v "$1" >/dev/null 2>&1; }
# limited SECONDS CMD ARG...: under timeout(1) where the host has it.
limited() { if has timeout; then timeout -k 1 "$@"; else shift; "$@"; fi; }
# as_root CMD ARG...: as it is for root, else through sudo without a password; what sudo refuses is not tried in another way.
as_root() {
  if [ "${oncall_uid:-$(id -u)}" = 0 ]; then "$@"
  elif has sudo; then sudo -n -- "$@"
  else echo 'as_root: no sudo' >&2; return 127
  fi
}
