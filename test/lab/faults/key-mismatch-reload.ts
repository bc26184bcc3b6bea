import { defineFault } from '../fault.ts';
import { errorLog, replaceKey, SITE_DOWN, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'key-mismatch-reload',
  title: 'the key does not belong to the certificate and Apache was reloaded: configtest says OK, the server dies',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await replaceKey(host, 'foreign');
    await host.sh('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows(errorLog('AH02565'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: 'ssl-key-mismatch',
    found: ['ssl-key-mismatch'],
    absent: notAbout('tls', 'service'),
  },
});
