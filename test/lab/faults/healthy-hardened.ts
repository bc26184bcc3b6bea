import { defineFault } from '../fault.ts';
import { configure, restart, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-hardened',
  title: 'a healthy server that tells little about itself',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'ServerTokens Prod\nServerSignature Off\n');
    await host.ok('rm /etc/apache2/conf-enabled/security.conf');
    await restart(host);
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: [],
    absent: [...notAbout(), 'version-disclosure'],
  },
});
