import { defineFault } from '../fault.ts';
import { restart, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'cert-expired',
  title: 'the certificate expired; Apache itself says nothing',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host, 'expired');
    await restart(host);
  },
  settled: (host) => host.shows('! openssl x509 -checkend 0 -noout -in /etc/ssl/lab/site.pem'),
  expect: {
    lead: 'certificate-expired',
    found: ['certificate-expired'],
    absent: notAbout('tls'),
  },
});
