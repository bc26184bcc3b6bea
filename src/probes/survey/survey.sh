# $1 programs whose presence decides what else can be asked, the rest files and directories that tell one distribution's httpd from another's.
# What a host is and which Apache runs on it. Everything above `== forks` needs no new process: where a host cannot fork, dash ends the script at the first
# attempt, and what was printed until then still answers the vital questions. Reads only.
. ./apache-processes.sh
echo 'survey 1'
r /proc/uptime; echo "uptime ${v%% *}"
{ while read -r k v; do case $k in btime) echo "btime $v"; break ;; esac; done; } 2>/dev/null </proc/stat
r /proc/sys/kernel/random/boot_id; echo "boot $v"
r /proc/sys/kernel/hostname; echo "hostname $v"
r /proc/sys/kernel/osrelease; echo "kernel $v"
{ while read -r k v _; do case $k in KernelPageSize:) echo "page $v"; break ;; esac; done; } 2>/dev/null </proc/self/smaps
r /proc/1/comm; echo "init $v"
[ -d /run/systemd/system ] && echo 'systemd'
for k in /etc/os-release /usr/lib/os-release; do
  [ -r "$k" ] && { while IFS= read -r v; do case $v in ID=* | ID_LIKE=* | VERSION_ID=* | PRETTY_NAME=*) echo "os $v" ;; esac; done <"$k"; break; }
done
{ while read -r k a v; do case $k in Uid:) echo "uid $a" ;; Groups:) echo "gids $a $v"; break ;; esac; done; } 2>/dev/null </proc/self/status
scan
tools=$1
shift
for k in $tools; do command -v "$k" >/dev/null 2>&1 && echo "tool $k"; done
for k in "$@"; do [ -e "$k" ] && echo "path $k"; done
{ while IFS=: read -r k _ a _; do case " $uids " in *" $a "*) echo "name $a $k" ;; esac; done; } 2>/dev/null </etc/passwd
echo '== forks'
date '+date %s %z'
for k in $roots; do v=$(tr '\000\n' '\t ' <"/proc/$k/cmdline" 2>/dev/null) && echo "c $k $v"; done
echo "user $(id -un 2>/dev/null)"
echo "groups $(id -Gn 2>/dev/null)"
# What hangs here is not asked again by the sections that follow in this shell (as_root, ask_systemd).
oncall_sudo_slow='' oncall_sudo_warns='' oncall_systemd_slow=''
if [ -d /run/systemd/system ] && has systemctl; then
  case $(in_time 3 systemctl --no-pager show -p Version) in *'in_time '*) ;; *) oncall_systemd_slow=3; echo 'slow systemd 3' ;; esac
fi
if [ "$(id -u)" = 0 ]; then echo 'sudo root'
elif has sudo; then
  v=$(in_time 3 sudo -n -l)
  case $v in *'in_time '*) ;; *) oncall_sudo_slow=3; echo 'slow sudo 3' ;; esac
  case $v in *'sudo: unable to resolve host'*) oncall_sudo_warns=yes ;; esac
  echo '== sudo'
  printf '%s\n' "${v%in_time *}" | head -c 20000
  echo
fi
export oncall_sudo_slow oncall_sudo_warns oncall_systemd_slow
echo '== end'
