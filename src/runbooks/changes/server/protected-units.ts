/** Units without which nobody gets into the host any more, or other systems on it end with them, and Apache's own; the root-owned helper has such a list too; by name without `.service` and without an instance. */
const guarded: readonly RegExp[] = [
  /^(?:apache|httpd)|-httpd$/,
  /^(?:login|cloud-)/,
  /^sshd?$/,
  /^(?:dropbear|tailscaled|openvpn|wg-quick|strongswan|ipsec|teleport)/,
  /^systemd-/,
  /^dbus/,
  /^(?:network|networking|NetworkManager|wicked|wickedd|dhcpcd|dhclient|ifup|connman|netplan|wpa_supplicant)/,
  /^(?:firewalld|nftables|iptables|ip6tables|ufw)/,
  /^(?:docker|containerd|podman|crio|cri-o|kubelet|k3s|lxc|lxd|incus|libvirtd|virtqemud)/,
  /^(?:user|user-runtime-dir|getty|serial-getty|emergency|rescue|init|polkit|sssd|nscd|chronyd|ntpd|auditd|rsyslog|cron|crond|sudo)$/,
];

/** Whether a unit is left alone whatever port it holds. */
export function isProtected(unit: string): boolean {
  const name = unit.replace(/\.service$/, '').replace(/@.*$/, '');
  return guarded.some((pattern) => pattern.test(name));
}
