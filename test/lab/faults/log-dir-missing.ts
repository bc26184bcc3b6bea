import { defineFault } from '../fault.ts';
import { configtest, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'log-dir-missing',
  title: 'the log folder is gone, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.ok('rm -r /var/log/apache2');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('AH02291: Cannot access directory')),
  expect: {
    lead: 'log-dir-missing',
    found: ['log-dir-missing'],
    absent: notAbout('configuration', 'service', 'disk'),
  },
});
