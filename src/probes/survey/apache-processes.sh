# Functions that print each Apache process of /proc with built-ins alone; `scan` leaves the roots' pids in $roots and the users' in $uids.
r() { v=; { IFS= read -r v; } 2>/dev/null <"$1"; }
apache() { case $1 in apache2 | apache2-* | httpd | httpd.worker | httpd.event | httpd.prefork | httpd-*) return 0 ;; esac; return 1; }
cgroup_of() {
  cg=; { while IFS= read -r v; do case $v in *:name=systemd:*) cg=${v#*:name=systemd:} ;; 0::*) [ "$cg" ] || cg=${v#0::} ;; esac; done; } 2>/dev/null <"/proc/$1/cgroup"
}
uid_of() {
  uid=-; { while read -r k a _; do case $k in Uid:) uid=$a; break ;; esac; done; } 2>/dev/null <"/proc/$1/status"
}
process() {
  r "/proc/$1/stat"; [ "$v" ] || return 0
  set -f
  # shellcheck disable=SC2086 # split into words on purpose
  set -- "$1" "$2" ${v##*) }
  set +f
  uid_of "$1"
  echo "p $1 $4 $5 $3 ${20} ${22} ${24} ${14} ${15} $uid $2"
  case " $uids " in *" $uid "*) ;; *) uids="$uids $uid" ;; esac
  r "/proc/$4/comm"; apache "$v" && return 0
  roots="$roots $1"
  cgroup_of "$1"; echo "r $1 $4 $cg"
  r "/proc/$1/cmdline"; echo "g $1 $v"
  r "/proc/$1/task/$1/children"
  for k in $v; do r "/proc/$k/comm"; [ "$v" ] && { apache "$v" || echo "h $k $1 $v"; }; done
}
scan() {
  seen=0 uids='' roots=
  for d in /proc/[0-9]*; do
    r "$d/comm"; apache "$v" || continue
    seen=$((seen + 1)); [ "$seen" -le 3000 ] && process "${d#/proc/}" "$v"
  done
  echo "seen $seen"
}
