# Two looks, a second apart, at what the kernel counted of full accept queues. Reads only.
sample() {
  names=
  { while read -r k v; do
    case $k in TcpExt:) ;; *) continue ;; esac
    if [ "$names" ]; then
      set -f
      # shellcheck disable=SC2086 # split into words on purpose
      set -- "$1" $v
      set +f
      for k in $names; do
        shift_value=$2; n=$1; shift 2; set -- "$n" "$@"
        case $k in ListenOverflows) overflows=$shift_value ;; ListenDrops) drops=$shift_value ;; esac
      done
      echo "$1 $overflows $drops"; return 0
    fi
    names=$v
  done; } 2>/dev/null </proc/net/netstat
}
overflows='' drops=
sample first
v=$(cat /proc/sys/net/core/somaxconn 2>/dev/null) && echo "somaxconn $v"
sleep 1
sample second
