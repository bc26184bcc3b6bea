import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'redirect-to-itself',
  title: 'a rewrite sends every visitor back to where they are',
  flavour: 'event',
  async provoke(host) {
    await visits(host);
    await writeSites(host, 'shop.example');
    await host.ok('a2enmod -q rewrite');
    await serveSites(
      host,
      siteText('shop.example', 'RewriteEngine on\nRewriteRule ^/?$ http://%{HTTP_HOST}/ [R=302,L]'),
    );
  },
  settled: (host) =>
    host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' -H "Host: shop.example" http://127.0.0.1/)" = 302 ]`),
  expect: {
    lead: 'redirect-loop',
    found: ['redirect-loop'],
    absent: notAbout(),
    impact: 'down',
  },
});
