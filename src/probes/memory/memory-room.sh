# $1: pid of the parent, or `self`. Memory of the host, and limits and use of each control group above that process. Built-ins only.
{ while read -r k v _; do case $k in MemTotal: | MemAvailable: | MemFree: | Cached: | SwapTotal: | SwapFree:) echo "$k $v" ;; esac; done; } 2>/dev/null </proc/meminfo
one=
{ while IFS=: read -r n k v; do case $n:$k in 0:) [ "$one" ] || one=/sys/fs/cgroup$v ;; *:memory) one=/sys/fs/cgroup/memory$v ;; esac; done; } 2>/dev/null <"/proc/$1/cgroup"
while [ "${one#/sys/fs/cgroup/}" != "$one" ]; do
  for k in memory.max memory.high memory.limit_in_bytes memory.current memory.usage_in_bytes; do
    v=; { read -r v; } 2>/dev/null <"$one/$k"; [ "$v" ] && echo "cgroup $one $k $v"
  done
  { while read -r k v; do case $k in anon | total_rss) echo "cgroup $one memory.stat $v"; break ;; esac; done; } 2>/dev/null <"$one/memory.stat"
  one=${one%/*}
done
