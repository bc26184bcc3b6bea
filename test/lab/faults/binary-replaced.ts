import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'binary-replaced',
  title: 'the program, a module and a library were replaced on disk; the old ones still run',
  flavour: 'event',
  async provoke(host) {
    await host.ok(`for f in /usr/sbin/apache2 /usr/lib/apache2/modules/mod_ssl.so "$(readlink -f /usr/lib/x86_64-linux-gnu/libssl.so.3)"; do
  cp -a "$f" "$f.new" && mv "$f.new" "$f"; done`);
  },
  settled: (host) => host.shows('readlink "/proc/$(systemctl show -P MainPID apache2)/exe" | grep -q deleted'),
  expect: {
    lead: 'stale-binary',
    found: ['stale-binary'],
    absent: notAbout(),
  },
});
