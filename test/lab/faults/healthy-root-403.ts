import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-root-403',
  title: 'a site whose front page is closed by design',
  flavour: 'event',
  async provoke(host) {
    await writeSites(host, 'api.example');
    await host.write('/srv/api.example/v1/ok', 'ok');
    await serveSites(host, siteText('api.example', '<LocationMatch "^/$">\nRequire all denied\n</LocationMatch>'));
    await visits(host, 5);
    await host.requests({ path: '/v1/ok', clients: 1, seconds: 20, requests: 20 });
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 403 ]`),
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
