import { defineFault } from '../fault.ts';
import { journal, SITE_UP, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'cert-empty',
  title: 'the certificate file is empty, then a reload, which is refused',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await host.ok(': >/etc/ssl/lab/site.pem');
    await host.sh('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows(journal('does not exist or is empty'));
    await host.shows(SITE_UP);
  },
  expect: {
    lead: ['ssl-config-failed', 'config-syntax-error'],
    found: ['ssl-config-failed'],
    absent: notAbout('tls', 'configuration', 'service'),
  },
});
