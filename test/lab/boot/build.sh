#!/bin/bash
# Builds the root file system every laboratory host shares, and one overlay layer per flavour on top of it.
# usage: build.sh DESTINATION SUITE MOD_LAB_C SOURCES...     (root; all messages on stdout and stderr)
# Result: DESTINATION/base, DESTINATION/prefork-php, and DESTINATION/complete written last.
set -euo pipefail
dest=$1 suite=$2 module=$3
shift 3
[ -e "$dest/complete" ] && exit 0
rm -rf "$(dirname "$dest")"/rootfs-*.building "$dest"
work=$dest.building
mkdir -p "$work"

packages=systemd,systemd-sysv,dbus,libpam-systemd,openssh-server,sudo,cron
packages+=,apache2,libapache2-mod-php,php-fpm,nginx-light,gdb,gcc,apache2-dev
packages+=,curl,iproute2,procps,openssl,lsof,haproxy,socat
mmdebstrap --quiet --variant=minbase --include="$packages" --skip=cleanup/apt/cache,download/empty \
  --aptopt='APT::Install-Recommends "false"' --aptopt='APT::Keep-Downloaded-Packages "true"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' "$suite" "$work/base" "$@"
cp "$module" "$work/base/usr/src/mod_lab.c"

chroot "$work/base" bash -euo pipefail <<'INSIDE'
export DEBIAN_FRONTEND=noninteractive
cd /usr/src && apxs -c mod_lab.c && cp .libs/mod_lab.so /usr/lib/apache2/modules/ && rm -rf .libs mod_lab.{o,lo,la,slo}
mkdir -p /var/cache/lab && cp /var/cache/apt/archives/apache2_*.deb /var/cache/lab/apache2.deb
apt-get -qq purge --auto-remove -y -o APT::AutoRemove::SuggestsImportant=false -o APT::AutoRemove::RecommendsImportant=false gcc apache2-dev
apt-get clean

rm -f /etc/ssh/ssh_host_* /var/lib/dbus/machine-id /etc/nginx/sites-enabled/default
: >/etc/machine-id
echo '# laboratory' >/etc/fstab
mkdir -p /var/log/journal
# What has no meaning without hardware, and the timers that would make hosts differ from run to run.
systemctl -q mask systemd-udevd.service systemd-udev-trigger.service getty.target console-getty.service getty@.service \
  systemd-firstboot.service systemd-remount-fs.service sys-kernel-debug.mount sys-kernel-tracing.mount dev-hugepages.mount \
  proc-sys-fs-binfmt_misc.automount systemd-modules-load.service systemd-sysctl.service systemd-update-utmp.service \
  systemd-update-utmp-runlevel.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  fstrim.timer phpsessionclean.timer
systemctl -q disable nginx.service haproxy.service "$(basename /lib/systemd/system/php*-fpm.service)"
# Only the journal sees the kernel log, through the laboratory's relay (kernel-log.ts).
mkdir -p /etc/systemd/system/systemd-journald.service.d
printf '[Service]\nBindPaths=-/run/lab/kmsg:/dev/kmsg\n' >/etc/systemd/system/systemd-journald.service.d/lab.conf

a2dismod -q -f 'php*' mpm_prefork
a2enmod -q mpm_event status ssl proxy proxy_http
echo 'ServerName localhost' >/etc/apache2/conf-available/servername.conf
a2enconf -q servername
echo 'LoadModule lab_module /usr/lib/apache2/modules/mod_lab.so' >/etc/apache2/mods-available/lab.load
printf '<Location /lab>\n  SetHandler lab\n</Location>\n' >/etc/apache2/mods-available/lab.conf

for user in admin oncall oncall-adm oncall-bare; do useradd -m -s /bin/bash $user; done
usermod -aG adm oncall
usermod -aG adm oncall-adm
echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin
chmod 0440 /etc/sudoers.d/*
printf 'PasswordAuthentication no\nUseDNS no\n' >/etc/ssh/sshd_config.d/lab.conf

# A host that was set up a quarter ago: nothing on it looks like a recent change.
: >/var/log/dpkg.log
rm -rf /var/log/apt/* /var/log/apache2/* /var/log/nginx/*
find /etc /usr/lib/apache2 /usr/sbin /usr/bin /usr/lib/x86_64-linux-gnu /var/www /var/lib/dpkg -xdev \
  -exec touch -h -d '90 days ago' {} +
INSIDE

# A flavour is what its commands change, kept as an overlay layer of its own (with whiteouts for removed files).
flavour() { # NAME COMMANDS
  mkdir -p "$work/$1" "$work/$1.work" "$work/$1.mount"
  # shellcheck disable=SC2016 # the inner shell expands it
  unshare --mount --propagation private bash -euo pipefail -c '
    mount -t overlay overlay -o "lowerdir=$1/base,upperdir=$1/$2,workdir=$1/$2.work" "$1/$2.mount"
    chroot "$1/$2.mount" bash -euo pipefail -c "$3
      find /etc/apache2 -newermt \"30 days ago\" -exec touch -h -d \"90 days ago\" {} +"' flavour "$work" "$1" "$2"
  rm -rf "$work/$1.work" "$work/$1.mount"
}
# shellcheck disable=SC2016 # the flavour's own shell expands it
flavour prefork-php 'a2dismod -q -f mpm_event; a2enmod -q mpm_prefork $(cd /etc/apache2/mods-available && basename -s .load php*.load)'

touch "$work/complete"
mv "$work" "$dest"
