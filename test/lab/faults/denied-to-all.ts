import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'denied-to-all',
  title: 'a change of the access rules locks everybody out',
  flavour: 'event',
  async provoke(host) {
    await writeSites(host, 'shop.example');
    await serveSites(host, siteText('shop.example'));
    await visits(host);
    await serveSites(host, siteText('shop.example').replace('Require all granted', 'Require all denied'));
    await visits(host);
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 403 ]`),
  expect: {
    lead: 'access-denied-to-all',
    found: ['access-denied-to-all'],
    absent: notAbout(),
    impact: 'down',
  },
});
