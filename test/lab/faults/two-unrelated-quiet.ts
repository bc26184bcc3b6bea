import { defineFault } from '../fault.ts';
import { mountLogs, restart, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'two-unrelated-quiet',
  title: 'the disk of the logs is full and, unrelated, a certificate expired',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host, 'expired');
    await mountLogs(host, 'size=256k');
    await restart(host);
    await host.sh('dd if=/dev/zero of=/var/log/apache2/debug.dump bs=4k 2>/dev/null');
  },
  async settled(host) {
    await host.shows('! openssl x509 -checkend 0 -noout -in /etc/ssl/lab/site.pem');
    await host.shows('[ "$(df --output=avail /var/log/apache2 | tail -1)" -eq 0 ]');
  },
  expect: {
    lead: ['disk-full', 'certificate-expired'],
    found: ['disk-full', 'certificate-expired'],
    absent: notAbout('disk', 'tls'),
  },
});
