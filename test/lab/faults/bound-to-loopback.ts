import { defineFault } from '../fault.ts';
import { SITE_UP, visits } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'bound-to-loopback',
  title: 'a tidied Listen line binds the site to loopback',
  flavour: 'event',
  async provoke(host) {
    await visits(host);
    await host.write('/etc/apache2/ports.conf', 'Listen 127.0.0.1:80\n');
    await host.ok('systemctl restart apache2');
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: 'not-reachable-from-outside',
    found: ['not-reachable-from-outside'],
    absent: notAbout(),
    impact: 'down',
  },
});
