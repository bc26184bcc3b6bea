import { defineFault } from '../fault.ts';
import { replaceKey, SITE_DOWN, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'key-passphrase-reload',
  title: 'the key is encrypted and Apache was reloaded: the site accepts and never answers',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await replaceKey(host, 'encrypted');
    await host.sh('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows('pgrep -f systemd-ask-password >/dev/null');
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: 'key-passphrase',
    found: ['key-passphrase'],
    absent: notAbout('tls'),
  },
});
