#!/bin/bash
# usage: enter.sh PIDFILE CGROUPS COMMAND...
# Records its own pid (PIDFILE may be empty), joins every cgroup directory of the blank-separated list, becomes COMMAND.
# A shell, because only the process itself can join a cgroup before it has started anything.
set -e
if [ -n "$1" ]; then echo $$ >"$1"; fi
for group in $2; do echo $$ >"$group/cgroup.procs"; done
shift 2
exec "$@"
