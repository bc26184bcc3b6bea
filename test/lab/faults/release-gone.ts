import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'release-gone',
  title: 'the release that the document root points to was cleaned away',
  flavour: 'event',
  async provoke(host) {
    await writeSites(host, 'shop.example/releases/1', 'shop.example/releases/2');
    await host.ok('ln -s releases/1 /srv/shop.example/current');
    await serveSites(host, siteText('shop.example').replaceAll('/srv/shop.example', '/srv/shop.example/current'));
    await visits(host);
    await host.ok('rm -r /srv/shop.example/releases/1');
    await visits(host);
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 403 ]`),
  expect: {
    lead: 'content-missing',
    found: ['content-missing'],
    absent: notAbout(),
    impact: 'down',
  },
});
