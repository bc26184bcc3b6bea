import { defineFault } from '../fault.ts';
import { configtest, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'mpm-none',
  title: 'no MPM is enabled, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.ok('rm /etc/apache2/mods-enabled/mpm_*');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('AH00534: .*No MPM loaded')),
  expect: {
    lead: 'mpm-conflict',
    found: ['mpm-conflict'],
    absent: notAbout('configuration', 'service'),
  },
});
