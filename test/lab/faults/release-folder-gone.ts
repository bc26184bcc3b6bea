import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'release-folder-gone',
  title: 'a deployment moved the document root away',
  flavour: 'event',
  async provoke(host) {
    await writeSites(host, 'shop.example');
    await serveSites(host, siteText('shop.example'));
    await visits(host);
    await host.ok('mv /srv/shop.example /srv/shop.example.old');
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 403 ]`),
  expect: {
    lead: 'content-missing',
    found: ['content-missing'],
    absent: notAbout(),
    impact: 'down',
  },
});
