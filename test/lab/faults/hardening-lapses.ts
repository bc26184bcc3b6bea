import { defineFault } from '../fault.ts';
import { configure, restart, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'hardening-lapses',
  title: 'everybody may write the configuration, and bodies of any size are taken',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'LimitRequestBody 0\n');
    await host.ok('chmod 666 /etc/apache2/sites-available/000-default.conf');
    await restart(host);
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: 'config-writable',
    found: ['config-writable', 'request-body-unlimited'],
    absent: notAbout(),
  },
});
