import { defineFault } from '../fault.ts';
import { SITE_UP, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'cert-renewed-not-reloaded',
  title: 'the certificate served has expired; the renewed one was never loaded',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host, 'expired');
    await host.ok('cd /etc/ssl/lab && openssl x509 -req -in site.csr -signkey site.key -days 90 -out site.pem 2>&1');
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: 'certificate-not-reloaded',
    found: ['certificate-not-reloaded', 'certificate-expired'],
    absent: notAbout('tls'),
    impact: 'degraded',
  },
});
