# $1: where the root-owned helper is installed. Each Apache process as in the survey, and as root their sizes, descriptors and replaced files. Reads only.
. ../survey/apache-processes.sh
echo 'survey 1'
r /proc/uptime; echo "uptime ${v%% *}"
{ while read -r k v _; do case $k in KernelPageSize:) echo "page $v"; break ;; esac; done; } 2>/dev/null </proc/self/smaps
r /proc/1/comm; echo "init $v"
scan
for k in $roots; do v=$(tr '\000\n' '\t ' <"/proc/$k/cmdline" 2>/dev/null) && echo "c $k $v"; done
echo '== helper'
if [ -x "$1" ]; then as_root "$1" processes; else echo 'no helper installed'; fi
