import { defineFault } from '../fault.ts';
import { SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'pid-file-stranger',
  title: 'the pid file names another program, so a start believes that Apache runs',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2; systemctl show -P MainPID cron >/run/apache2/apache2.pid');
    await host.sh('systemctl start apache2');
  },
  settled: (host) => host.shows(SITE_DOWN),
  expect: {
    lead: 'pid-file-stale',
    found: ['pid-file-stale'],
    absent: notAbout('service'),
  },
});
