import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-default-404',
  title: 'only a named site answers; the default knows nothing',
  flavour: 'event',
  async provoke(host) {
    await writeSites(host, 'shop.example', 'empty.example');
    await host.ok('rm /srv/empty.example/index.html');
    await serveSites(host, siteText('empty.example', 'Redirect 404 /') + siteText('shop.example'));
    await visits(host, 20);
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 404 ]`),
  expect: {
    lead: null,
    found: [],
    absent: [
      ...notAbout(),
      'site-failing',
      'access-denied-to-all',
      'content-missing',
      'redirect-loop',
      'certificate-not-reloaded',
      'chain-incomplete',
      'not-reachable-from-outside',
    ],
    impact: 'serving',
  },
});
