# What every control group of a service, session, machine or container uses: `g PATH IN_USE OWN`, both in bytes, OWN without page cache; or, where the memory
# controller is not there, `p COMM RESIDENT SHARED` in pages for each process. Built-ins only; at most 600 groups and 3000 processes.
n=0
group() {
  used='' own=
  for k in memory.current memory.usage_in_bytes; do { [ "$used" ] || read -r used; } 2>/dev/null <"$1/$k"; done
  [ "$used" ] || return 0
  { while read -r k v; do case $k in anon | shmem | total_rss | total_shmem) own=$((${own:-0} + v)) ;; total_cache) own=0 ;; esac; done; } 2>/dev/null <"$1/memory.stat"
  echo "g ${1#/sys/fs/cgroup} $used ${own:--}"
}
for base in /sys/fs/cgroup/memory /sys/fs/cgroup; do
  [ -e "$base/system.slice/memory.current" ] || [ -e "$base/system.slice/memory.usage_in_bytes" ] || [ -e "$base/init.scope/memory.current" ] || continue
  for one in "$base"/* "$base"/system.slice/* "$base"/user.slice/* "$base"/machine.slice/*; do
    { [ -e "$one/cgroup.procs" ] && [ "$n" -lt 600 ]; } || continue
    n=$((n + 1)); group "$one"
  done
  break
done
if [ "$n" = 0 ]; then
  { while read -r k v rest; do case $k in KernelPageSize:) echo "page $v"; break ;; esac; done; } 2>/dev/null </proc/self/smaps
  for one in /proc/[0-9]*; do
    [ "$n" -lt 3000 ] || { echo '== more'; break; }
    comm='' resident='' shared=
    { IFS= read -r comm; } 2>/dev/null <"$one/comm" || continue
    { read -r _ resident shared _; } 2>/dev/null <"$one/statm" || continue
    [ "$resident" = 0 ] || { n=$((n + 1)); echo "p $resident $shared $comm"; }
  done
fi
:
