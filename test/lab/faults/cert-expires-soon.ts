import { defineFault } from '../fault.ts';
import { restart, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'cert-expires-soon',
  title: 'the certificate expires in three days',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await host.ok('cd /etc/ssl/lab && openssl x509 -req -in site.csr -signkey site.key -days 3 -out site.pem 2>&1');
    await restart(host);
  },
  settled: (host) => host.shows('! openssl x509 -checkend 345600 -noout -in /etc/ssl/lab/site.pem'),
  expect: {
    lead: 'certificate-expiring',
    found: ['certificate-expiring'],
    absent: notAbout(),
  },
});
