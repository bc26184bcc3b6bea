import { defineFault } from '../fault.ts';
import { configtest, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'mpm-two',
  title: 'two MPMs are enabled, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.ok('cd /etc/apache2/mods-enabled && ln -s ../mods-available/mpm_prefork.* .');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('AH00534: .*More than one MPM loaded')),
  expect: {
    lead: 'mpm-conflict',
    found: ['mpm-conflict'],
    absent: notAbout('configuration', 'service'),
  },
});
