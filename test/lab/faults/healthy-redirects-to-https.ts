import { defineFault } from '../fault.ts';
import { serveTls, visits } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-redirects-to-https',
  title: 'everything on port 80 is sent to https',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await host.write(
      '/etc/apache2/sites-enabled/000-default.conf',
      `<VirtualHost *:80>\nServerName localhost\nRedirect permanent / https://localhost/\nCustomLog \${APACHE_LOG_DIR}/access.log combined\n</VirtualHost>\n`,
    );
    await host.ok('systemctl restart apache2');
    await visits(host, 5);
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 301 ]`),
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
