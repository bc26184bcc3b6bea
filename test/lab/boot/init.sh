#!/bin/bash
# First program of a host, alone in new mount, uts, ipc, pid and cgroup namespaces: builds the view of a machine of its own
# (overlay root, /proc, /sys, cgroups, /dev), goes there, and becomes systemd.
# Arguments: NAME MOUNT LOWER UPPER WORK CONTROLLERS KERNEL_LOG_FIFO
set -e
exec 3>&-
name=$1 root=$2 lower=$3 upper=$4 work=$5 controllers=$6 kernel_log=$7

mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper,workdir=$work" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t sysfs -o nosuid,nodev,noexec,ro sysfs "$root/sys"

mount -t tmpfs -o mode=755,size=1m tmpfs "$root/sys/fs/cgroup"
for c in $controllers; do
  mkdir "$root/sys/fs/cgroup/$c"
  case $c in
    systemd) mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/$c" ;;
    unified) mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup/$c" ;;
    *) mount -t cgroup -o "$c" cgroup "$root/sys/fs/cgroup/$c" ;;
  esac
done
mount -o remount,ro "$root/sys/fs/cgroup"

mount -t tmpfs -o mode=755,nosuid,size=1m tmpfs "$root/dev"
for device in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
  IFS=: read -r node major minor <<<"$device"
  mknod -m 666 "$root/dev/$node" c "$major" "$minor"
done
mknod -m 600 "$root/dev/console" c 1 3
mknod -m 600 "$root/dev/kmsg" c 0 0 # cannot be opened; only journald has the relay's pipe in its place
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for i in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${i%:*}" "$root/dev/${i#*:}"; done
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$root/run"
mkdir "$root/run/lab"
touch "$root/run/lab/kmsg"
mount --bind "$kernel_log" "$root/run/lab/kmsg"

mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
if [ -e "$root/proc/sysrq-trigger" ]; then mount --bind /dev/null "$root/proc/sysrq-trigger"; fi

hostname "$name"
cd "$root"
pivot_root . mnt
exec chroot . /bin/bash -c 'umount -l /mnt
  exec setpriv --bounding-set -sys_module,-sys_rawio,-sys_time,-sys_boot,-mknod,-syslog --inh-caps -all \
    env -i container=lab LANG=C.UTF-8 TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --log-target=journal'
