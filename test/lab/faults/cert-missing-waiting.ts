import { defineFault } from '../fault.ts';
import { configtest, SITE_UP, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'cert-missing-waiting',
  title: 'the certificate file was moved away; the server still runs with it',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await host.ok('mv /etc/ssl/lab/site.pem /etc/ssl/lab/site.pem.bak');
  },
  async settled(host) {
    await host.shows(configtest('SSLCertificateFile'));
    await host.shows(SITE_UP);
  },
  expect: {
    lead: ['ssl-config-failed', 'config-syntax-error', 'reload-unsafe'],
    found: ['ssl-config-failed'],
    absent: notAbout('tls', 'configuration'),
  },
});
