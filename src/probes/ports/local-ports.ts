import type { Family, Layout } from '../../model/layout.ts';

const elsewhere: Readonly<Partial<Record<Family, `/${string}`>>> = {
  rhel: '/usr/sbin/ss',
  scl: '/usr/sbin/ss',
  suse: '/usr/sbin/ss',
  alpine: '/sbin/ss',
};

/** Where each family's package puts ss(8), so that sudo matches the exact program. */
export function ssProgram(layout: Layout): `/${string}` {
  return elsewhere[layout.family] ?? '/usr/bin/ss';
}

/** The one privileged listing of listening sockets; without root the holders stay unknown. */
export function ssCommand(layout: Layout): readonly string[] {
  return [ssProgram(layout), '-ltnp'];
}
