import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'server-program-missing',
  title: 'the server program is gone, its control program is not',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2; mv /usr/sbin/apache2 /usr/sbin/apache2.old');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('not found')),
  expect: {
    lead: 'binary-missing',
    found: ['binary-missing'],
    absent: notAbout('service', 'configuration'),
  },
});
