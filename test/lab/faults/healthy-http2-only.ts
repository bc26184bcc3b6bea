import { defineFault } from '../fault.ts';
import { serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-http2-only',
  title: 'a TLS site that speaks only HTTP/2',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q http2');
    await serveTls(host);
    await host.write('/etc/apache2/conf-enabled/zz-h2.conf', 'Protocols h2\n');
    await host.ok('systemctl restart apache2');
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
