import { defineFault } from '../fault.ts';
import { errorLog, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'mpm-changed-reload',
  title: 'the MPM is changed and reloaded instead of restarted',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2dismod -q -f mpm_event && a2enmod -q mpm_prefork');
    await host.sh('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows(SITE_DOWN);
    await host.shows(errorLog('AH00534: .*MPM cannot be changed during restart'));
  },
  expect: {
    lead: 'mpm-conflict',
    found: ['mpm-conflict'],
    absent: notAbout('configuration', 'service'),
  },
});
