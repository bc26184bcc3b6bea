import { defineFault } from '../fault.ts';
import { configtest, configure, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'module-file-damaged',
  title: 'a module file is not a shared object, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.write(
      '/usr/lib/apache2/modules/mod_geoip.so',
      'not a shared object, but a page saying 404 of some length\n',
    );
    await configure(host, 'LoadModule geoip_module /usr/lib/apache2/modules/mod_geoip.so\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('invalid ELF header|file too short')),
  expect: {
    lead: 'module-load-failed',
    found: ['module-load-failed'],
    absent: notAbout('configuration', 'service'),
  },
});
