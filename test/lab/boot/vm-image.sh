#!/bin/bash
# Turns the root file system of the hosts into a disk image with a Debian kernel of its own, for qemu without KVM.
# usage: vm-image.sh DESTINATION ROOTFS_BASE      (root; once; about ten seconds)
# Result: DESTINATION/{disk.img,vmlinuz,initrd.gz,id_ed25519,known_key} and DESTINATION/complete written last.
# The kernel package is only unpacked, never installed.
set -euo pipefail
dest=$1 base=$2
[ -e "$dest/complete" ] && exit 0
rm -rf "$(dirname "$dest")"/vm-*.building "$dest"
work=$dest.building
mkdir -p "$work/kernel" "$work/initrd"/{bin,modules,dev,proc,sys,new}
cd "$work"

package=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image/{print $2; exit}')
(cd kernel && apt-get download -q "$package" && dpkg-deb -x linux-image-*.deb .)
version=$(ls kernel/lib/modules)
depmod -b kernel "$version"
cp kernel/boot/vmlinuz-* vmlinuz

cp -a "$base" root
ssh-keygen -q -t ed25519 -N '' -C laboratory-vm -f id_ed25519
ssh-keygen -q -t ed25519 -N '' -C vm-1 -f root/etc/ssh/ssh_host_ed25519_key
cut -d' ' -f1,2 root/etc/ssh/ssh_host_ed25519_key.pub >known_key
for home in root home/admin home/oncall home/oncall-adm home/oncall-bare; do
  install -d -m 700 "root/$home/.ssh"
  cp id_ed25519.pub "root/$home/.ssh/authorized_keys"
  chown -R --reference="root/$home" "root/$home/.ssh"
done
echo vm-1 >root/etc/hostname
echo '127.0.0.1 localhost vm-1' >root/etc/hosts
echo '/dev/vda / ext4 rw,relatime 0 1' >root/etc/fstab
chroot root systemctl -q unmask systemd-remount-fs.service
cat >root/etc/systemd/system/lab-network.service <<'UNIT'
[Unit]
Before=network.target ssh.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'ip link set lo up; ip addr add 10.0.2.15/24 dev eth0; ip link set eth0 up'
[Install]
WantedBy=multi-user.target
UNIT
chroot root systemctl -q enable lab-network.service
mke2fs -q -t ext4 -O ^has_journal -d root -F disk.img 1500M

# The smallest initrd that finds the disk: busybox, the virtio modules with what they need, and one script.
cp "$(command -v busybox)" initrd/bin/busybox
for applet in sh insmod mount switch_root sleep; do ln -s busybox "initrd/bin/$applet"; done
: >initrd/modules/list
for module in virtio_pci virtio_blk virtio_net; do
  line=$(grep -E "/$module\.ko:" "kernel/lib/modules/$version/modules.dep")
  for file in $(echo "${line#*:}" | tr ' ' '\n' | tac) "${line%%:*}"; do
    name=$(basename "$file")
    [ -e "initrd/modules/$name" ] && continue
    cp "kernel/lib/modules/$version/$file" initrd/modules/
    echo "$name" >>initrd/modules/list
  done
done
cat >initrd/init <<'INIT'
#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
while read -r m; do insmod "/modules/$m"; done </modules/list
n=0; while [ ! -b /dev/vda ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done
mount -t ext4 -o rw /dev/vda /new && exec switch_root /new /lib/systemd/systemd
INIT
chmod +x initrd/init
(cd initrd && find . | cpio -o -H newc 2>/dev/null | gzip -1) >initrd.gz

rm -rf root initrd kernel
touch complete
mv "$work" "$dest"
