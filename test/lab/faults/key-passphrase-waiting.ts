import { defineFault } from '../fault.ts';
import { replaceKey, SITE_UP, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'key-passphrase-waiting',
  title: 'the key is now encrypted; the next reload or start would wait for a passphrase',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await replaceKey(host, 'encrypted');
  },
  async settled(host) {
    await host.shows("grep -qE 'ENCRYPTED' /etc/ssl/lab/site.key");
    await host.shows(SITE_UP);
  },
  expect: {
    lead: ['key-passphrase', 'reload-unsafe'],
    found: ['key-passphrase'],
    absent: notAbout('tls'),
  },
});
