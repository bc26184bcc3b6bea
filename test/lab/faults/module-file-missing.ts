import { defineFault } from '../fault.ts';
import { configtest, configure, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'module-file-missing',
  title: 'LoadModule names a file that is not there, then a restart',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'LoadModule ldap_module /usr/lib/apache2/modules/mod_gone.so\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('Cannot load /usr/lib/apache2/modules/mod_gone.so')),
  expect: {
    lead: 'module-load-failed',
    found: ['module-load-failed'],
    absent: notAbout('configuration', 'service'),
  },
});
