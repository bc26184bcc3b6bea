import { defineFault } from '../fault.ts';
import { mountLogs, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'disk-full-logs',
  title: 'the disk of the logs is full; the site still serves',
  flavour: 'event',
  async provoke(host) {
    await mountLogs(host, 'size=256k');
    await restart(host);
    await host.sh('dd if=/dev/zero of=/var/log/apache2/debug.dump bs=4k 2>/dev/null');
    await host.requests({ path: '/', clients: 2, requests: 100, seconds: 10 });
  },
  settled: (host) => host.shows('[ "$(df --output=avail /var/log/apache2 | tail -1)" -eq 0 ]'),
  expect: {
    lead: 'disk-full',
    found: ['disk-full'],
    absent: notAbout('disk'),
  },
});
