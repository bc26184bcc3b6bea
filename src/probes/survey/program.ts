/** Programs whose presence decides what else can be asked of a host. */
export const toolsAsked = [
  'apache2ctl',
  'apachectl',
  'busybox',
  'coredumpctl',
  'curl',
  'dmesg',
  'docker',
  'flock',
  'gdb',
  'getenforce',
  'httpd',
  'ipcs',
  'journalctl',
  'netstat',
  'nstat',
  'openssl',
  'ps',
  'rc-service',
  'service',
  'ss',
  'sudo',
  'systemctl',
  'timeout',
  'wget',
] as const;

/** Files and directories that tell one distribution's httpd from another's. */
export const pathsAsked = [
  '/usr/sbin/apache2',
  '/usr/sbin/httpd',
  '/usr/bin/httpd',
  '/usr/sbin/httpd-prefork',
  '/usr/sbin/httpd-worker',
  '/usr/sbin/httpd-event',
  '/usr/local/sbin/httpd',
  '/usr/local/apache2/bin/httpd',
  '/opt/rh/httpd24/root/usr/sbin/httpd',
  '/opt/bitnami/apache/bin/httpd',
  '/usr/sbin/apachectl',
  '/usr/sbin/apache2ctl',
  '/usr/bin/apachectl',
  '/usr/local/sbin/apachectl',
  '/usr/local/apache2/bin/apachectl',
  '/opt/rh/httpd24/root/usr/sbin/apachectl',
  '/opt/bitnami/apache/bin/apachectl',
  '/etc/apache2/apache2.conf',
  '/etc/apache2/httpd.conf',
  '/etc/apache2/conf/httpd.conf',
  '/etc/httpd/conf/httpd.conf',
  '/opt/rh/httpd24/root/etc/httpd/conf/httpd.conf',
  '/usr/local/etc/apache24/httpd.conf',
  '/usr/local/apache2/conf/httpd.conf',
  '/opt/bitnami/apache/conf/httpd.conf',
  '/lib/systemd/system/apache2.service',
  '/usr/lib/systemd/system/apache2.service',
  '/etc/systemd/system/apache2.service',
  '/lib/systemd/system/httpd.service',
  '/usr/lib/systemd/system/httpd.service',
  '/etc/systemd/system/httpd.service',
  '/usr/lib/systemd/system/httpd24-httpd.service',
  '/etc/init.d/apache2',
  '/etc/init.d/httpd',
  '/etc/init.d/httpd24-httpd',
  '/usr/local/etc/rc.d/apache24',
  '/usr/local/sbin/oncall-facts',
  '/.dockerenv',
  '/run/.containerenv',
] as const;

/** Shell functions that print each Apache process of /proc with built-ins alone; `scan` leaves the roots' pids in `$roots` and the users' in `$uids`. */
export const scanFunctions = `
r() { v=; { IFS= read -r v; } 2>/dev/null <"$1"; }
apache() { case $1 in apache2 | apache2-* | httpd | httpd.worker | httpd.event | httpd.prefork | httpd-*) return 0 ;; esac; return 1; }
cgroup_of() {
  cg=; { while IFS= read -r v; do case $v in *:name=systemd:*) cg=${'$'}{v#*:name=systemd:} ;; 0::*) [ "$cg" ] || cg=${'$'}{v#0::} ;; esac; done; } 2>/dev/null <"/proc/$1/cgroup"
}
uid_of() {
  uid=-; { while read -r k a b; do case $k in Uid:) uid=$a; break ;; esac; done; } 2>/dev/null <"/proc/$1/status"
}
process() {
  r "/proc/$1/stat"; [ "$v" ] || return 0
  set -f; set -- "$1" "$2" ${'$'}{v##*) }; set +f
  uid_of "$1"
  echo "p $1 $4 $5 $3 ${'$'}{20} ${'$'}{22} ${'$'}{24} ${'$'}{14} ${'$'}{15} $uid $2"
  case " $uids " in *" $uid "*) ;; *) uids="$uids $uid" ;; esac
  r "/proc/$4/comm"; apache "$v" && return 0
  roots="$roots $1"
  cgroup_of "$1"; echo "r $1 $4 $cg"
  r "/proc/$1/cmdline"; echo "g $1 $v"
  r "/proc/$1/task/$1/children"
  for k in $v; do r "/proc/$k/comm"; [ "$v" ] && { apache "$v" || echo "h $k $1 $v"; }; done
}
scan() {
  seen=0 uids= roots=
  for d in /proc/[0-9]*; do
    r "$d/comm"; apache "$v" || continue
    seen=$((seen + 1)); [ "$seen" -le 3000 ] && process "${'$'}{d#/proc/}" "$v"
  done
  echo "seen $seen"
}
`;

/**
 * What a host is and which Apache runs on it. Everything above `== forks` needs no new process: where a host cannot fork,
 * dash ends the script at the first attempt, and what was printed until then still answers the vital questions.
 */
export const surveyProgram = String.raw`${scanFunctions}echo 'survey 1'
r /proc/uptime; echo "uptime ${'$'}{v%% *}"
{ while read -r k v; do case $k in btime) echo "btime $v"; break ;; esac; done; } 2>/dev/null </proc/stat
r /proc/sys/kernel/random/boot_id; echo "boot $v"
r /proc/sys/kernel/hostname; echo "hostname $v"
r /proc/sys/kernel/osrelease; echo "kernel $v"
{ while read -r k v b; do case $k in KernelPageSize:) echo "page $v"; break ;; esac; done; } 2>/dev/null </proc/self/smaps
r /proc/1/comm; echo "init $v"
[ -d /run/systemd/system ] && echo 'systemd'
for k in /etc/os-release /usr/lib/os-release; do
  [ -r "$k" ] && { while IFS= read -r v; do case $v in ID=* | ID_LIKE=* | VERSION_ID=* | PRETTY_NAME=*) echo "os $v" ;; esac; done <"$k"; break; }
done
{ while read -r k a v; do case $k in Uid:) echo "uid $a" ;; Groups:) echo "gids $a $v"; break ;; esac; done; } 2>/dev/null </proc/self/status
scan
for k in ${toolsAsked.join(' ')}; do command -v "$k" >/dev/null 2>&1 && echo "tool $k"; done
for k in "$@"; do [ -e "$k" ] && echo "path $k"; done
{ while IFS=: read -r k v a b; do case " $uids " in *" $a "*) echo "name $a $k" ;; esac; done; } 2>/dev/null </etc/passwd
echo '== forks'
date '+date %s %z'
for k in $roots; do v=$(tr '\000\n' '\t ' <"/proc/$k/cmdline" 2>/dev/null) && echo "c $k $v"; done
echo "user $(id -un 2>/dev/null)"
echo "groups $(id -Gn 2>/dev/null)"
if [ "$(id -u)" = 0 ]; then echo 'sudo root'; elif has sudo; then echo '== sudo'; limited 3 sudo -n -l 2>&1 | head -c 20000; echo; fi
echo '== end'
`;
