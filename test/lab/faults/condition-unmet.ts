import { defineFault } from '../fault.ts';
import { unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'condition-unmet',
  title: 'a condition of the unit does not hold, so systemd skips the start',
  flavour: 'event',
  async provoke(host) {
    await host.write('/etc/systemd/system/apache2.service.d/if.conf', '[Unit]\nConditionPathExists=/srv/www/ready\n');
    await host.ok('systemctl daemon-reload; systemctl restart apache2');
  },
  settled: (host) => host.shows(unitIs('inactive')),
  expect: {
    lead: 'condition-unmet',
    found: ['condition-unmet', 'not-running'],
    absent: notAbout('service'),
  },
});
