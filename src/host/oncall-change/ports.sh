# release-port PORT UNIT: stops the unit that holds a port of httpd's.
# What a process is run by: the first part of its control group that is not a slice; v2, or v1's systemd hierarchy.
unit_of() {
  awk -F: '
    $2 == "name=systemd" { named = $3 }
    $1 == "0" && $2 == "" { unified = $3 }
    END {
      path = named != "" ? named : unified
      count = split(path, part, "/")
      for (i = 2; i <= count; i++) if (part[i] !~ /\.slice$/) { print part[i]; exit }
    }' "/proc/$1/cgroup" 2>/dev/null
}

# Inodes of the TCP sockets that listen on a port; state 0A is LISTEN.
listening_inodes() {
  awk -v port="$(printf '%04X' "$1")" 'FNR > 1 && $4 == "0A" { split($2, at, ":"); if (at[2] == port) print $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | sort -u
}

# Sets $holders: pids that ss(8) names for a port and that really hold one of its sockets, for a name may look like a pid.
find_holders() {
  holders='' open=
  inodes=$(listening_inodes "$1")
  for pid in $(ss -H -ltnp "sport = :$1" 2>/dev/null | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -un | head -n 2000); do
    set +f
    links=$(for fd in "/proc/$pid/fd/"*; do readlink -- "$fd" 2>/dev/null; done)
    set -f
    for inode in $inodes; do
      case "
$links
" in *"
socket:[$inode]
"*) holders="$holders $pid" open="$open $inode" ;; esac
    done
  done
  for inode in $inodes; do
    case " $open " in *" $inode "*) ;; *) fail $UNSEEN "who holds port $1 cannot be seen" ;; esac
  done
}

# Only a port that a Listen line of httpd names is ours to ask for.
wants_port() {
  load_includes
  while IFS= read -r included; do
    grep -Eqi "^[ $tab]*Listen[ $tab]+\"?([^ $tab\"]*:)?$1\"?([ $tab$cr]|\$)" "$included" && return 0
  done <"$work/includes"
  return 1
}

is_protected() {
  case $1 in
    httpd*|apache*|*-httpd.*|ssh.*|ssh@*|sshd*|dropbear*|systemd-*|dbus*|init.*|docker*|containerd*|crio*|podman*|kubelet*|networking*|network.*|NetworkManager*|*.scope|*.slice|user@*|user-*|session*|getty*|*-getty@*|login*|polkit*|firewalld*|nftables*|emergency*|rescue*|wickedd*|wg-quick*|openvpn*|tailscaled*|netplan*|cloud-*|dhclient*|dhcpcd*) return 0 ;;
  esac
  return 1
}

release_port() {
  is_number "$1" 1 65535 || fail $USAGE 'a port is a number from 1 to 65535'
  matches "$2" '[A-Za-z0-9@_.:][A-Za-z0-9@_.:-]{0,99}\.(service|socket)' || fail $USAGE 'a unit is a service or a socket'
  is_protected "$2" && fail $PROTECTED "$2 is never stopped from afar"
  need_root
  for need in ss systemctl; do command -v "$need" >/dev/null 2>&1 || fail $UNSEEN "$need is not installed"; done
  find_server
  open_work
  wants_port "$1" || fail $OTHER "httpd is not told to listen on port $1"
  find_holders "$1"
  [ -n "$holders" ] || fail $NOBODY "nobody listens on port $1"
  for pid in $holders; do
    unit=$(unit_of "$pid")
    if [ "$pid" = 1 ] && [ "${2%.socket}" != "$2" ] && socket_listens "$1" "$2"; then continue; fi
    [ "$unit" = "$2" ] || fail $OTHER "port $1 is held by pid $pid of $(printf '%s' "${unit:-no unit}" | tr -cd 'A-Za-z0-9@_.: -' | cut -c1-100), not by $2"
  done
  check_alone "$2"
  limited 40 systemctl --no-pager --no-ask-password stop "$2" >/dev/null 2>&1 || fail $FAILED "systemctl could not stop $2"
  tries=0
  while [ -n "$(listening_inodes "$1")" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 10 ] || fail $FAILED "$2 was stopped, but port $1 is still taken"
    sleep 1
  done
  echo "released $1 $2"
}

socket_listens() {
  limited 10 systemctl --no-pager --no-ask-password show -p Listen "$2" 2>/dev/null | grep -Eq "^Listen=(.*:)?$1 \\(Stream\\)\$"
}

# The unit goes by this very name, and nothing else stops with it.
check_alone() {
  limited 10 systemctl --no-pager --no-ask-password show -p Id -p RequiredBy -p RequisiteOf -p BoundBy -p ConsistsOf "$1" 2>/dev/null | {
    named=no
    while IFS='=' read -r name units; do
      case $name in
        Id) [ "$units" = "$1" ] && named=yes ;;
        RequiredBy|RequisiteOf|BoundBy|ConsistsOf)
          for other in $units; do
            [ "$other" = "${1%.*}.socket" ] || fail $PROTECTED "$other would stop with $1"
          done ;;
      esac
    done
    [ "$named" = yes ] || fail $PROTECTED "systemd does not know $1 by this name"
  } || exit $?
}
