import { defineFault } from '../fault.ts';
import { errorLog, SITE_DOWN, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'cert-garbage-reload',
  title: 'the certificate file holds no certificate and Apache was reloaded: configtest says OK, the server dies',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await host.write('/etc/ssl/lab/site.pem', 'this is not a certificate\n');
    await host.sh('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows(errorLog('AH0256[12]'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: 'ssl-config-failed',
    found: ['ssl-config-failed'],
    absent: notAbout('tls', 'service'),
  },
});
