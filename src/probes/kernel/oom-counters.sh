# $1 pid of the parent, $2 unit. What the control groups of the service counted: kills, refused forks, memory and tasks against their limits. Built-ins only.
show() {
  { while IFS= read -r line || [ -n "$line" ]; do echo "$1 $line"; done; } 2>/dev/null <"$2/$1"
}
group() {
  [ -e "$1/cgroup.procs" ] || return 0
  echo "== group $1"
  shift_from=$1; shift
  for name; do show "$name" "$shift_from"; done
}
found=
{ while IFS= read -r line; do
  path=${line#*:*:}
  case $line in
    0::/) ;;
    0::*) found=y; group "/sys/fs/cgroup$path" memory.events memory.current memory.max memory.high memory.peak pids.current pids.max pids.events ;;
    *:memory:*) found=y; group "/sys/fs/cgroup/memory$path" memory.oom_control memory.failcnt memory.usage_in_bytes memory.limit_in_bytes memory.max_usage_in_bytes ;;
    *:pids:*) found=y; group "/sys/fs/cgroup/pids$path" pids.current pids.max pids.events ;;
  esac
done; } 2>/dev/null <"/proc/$1/cgroup"
if [ -z "$found" ] && [ "$2" ]; then
  group "/sys/fs/cgroup/system.slice/$2" memory.events memory.current memory.max memory.high memory.peak pids.current pids.max pids.events
  group "/sys/fs/cgroup/memory/system.slice/$2" memory.oom_control memory.failcnt memory.usage_in_bytes memory.limit_in_bytes memory.max_usage_in_bytes
  group "/sys/fs/cgroup/pids/system.slice/$2" pids.current pids.max pids.events
fi
group /sys/fs/cgroup memory.events memory.current memory.max pids.current pids.max pids.events
group /sys/fs/cgroup/memory memory.oom_control memory.usage_in_bytes memory.limit_in_bytes
group /sys/fs/cgroup/pids pids.current pids.max pids.events
:
