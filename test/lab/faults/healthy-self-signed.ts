import { defineFault } from '../fault.ts';
import { serveTls, visits } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-self-signed',
  title: 'an internal site with a certificate of its own making',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await visits(host, 5);
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' https://127.0.0.1/)" = 200 ]`),
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
