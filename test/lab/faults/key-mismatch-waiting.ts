import { defineFault } from '../fault.ts';
import { configtest, replaceKey, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'key-mismatch-waiting',
  title: 'the key no longer belongs to the certificate; nothing was reloaded yet',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await replaceKey(host, 'foreign');
  },
  async settled(host) {
    await host.shows(configtest('Syntax OK'));
    await host.shows(
      '! diff -q <(openssl x509 -noout -pubkey -in /etc/ssl/lab/site.pem) <(openssl pkey -pubout -in /etc/ssl/lab/site.key) >/dev/null',
    );
  },
  expect: {
    lead: ['ssl-key-mismatch', 'reload-unsafe'],
    found: ['ssl-key-mismatch'],
    absent: notAbout('tls'),
  },
});
