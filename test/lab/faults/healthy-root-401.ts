import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-root-401',
  title: 'a site that asks for a password',
  flavour: 'event',
  async provoke(host) {
    await writeSites(host, 'intra.example');
    await host.ok('a2enmod -q auth_basic authn_file; printf "a:$(openssl passwd -apr1 a)\n" >/etc/apache2/users');
    await serveSites(
      host,
      siteText('intra.example').replace(
        'Require all granted',
        'AuthType Basic\nAuthName intra\nAuthUserFile /etc/apache2/users\nRequire valid-user',
      ),
    );
    await visits(host, 5);
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 401 ]`),
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
