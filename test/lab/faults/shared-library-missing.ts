import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'shared-library-missing',
  title: 'a library of the server is gone',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2; mv /usr/lib/x86_64-linux-gnu/libaprutil-1.so.0 /root/');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('error while loading shared libraries')),
  expect: {
    lead: 'binary-missing',
    found: ['binary-missing'],
    absent: notAbout('service', 'configuration'),
  },
});
