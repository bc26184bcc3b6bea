import { defineFault } from '../fault.ts';
import { configtest, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'php-with-event',
  title: 'mod_php is enabled under the event MPM, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.ok('cd /etc/apache2/mods-enabled && ln -s ../mods-available/php*.* .');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('not compiled to be threadsafe')),
  expect: {
    lead: 'php-not-threadsafe',
    found: ['php-not-threadsafe'],
    absent: notAbout('configuration', 'service'),
  },
});
