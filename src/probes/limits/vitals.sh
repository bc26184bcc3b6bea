# Memory, swap, load and pressure of the whole machine. Built-ins only.
. ./say.sh
say loadavg /proc/loadavg
n=0; { while read -r line rest; do case $line in cpu[0-9]*) n=$((n + 1)) ;; esac; done; } 2>/dev/null </proc/stat; echo "== cpus $n"
[ -e /run/systemd/container ] || [ -e /.dockerenv ] || [ -e /run/.containerenv ] && echo '== contained'
say overcommit /proc/sys/vm/overcommit_memory
body meminfo /proc/meminfo
body psi-memory /proc/pressure/memory
body psi-cpu /proc/pressure/cpu
body psi-io /proc/pressure/io
:
