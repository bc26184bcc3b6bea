import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'control-program-missing',
  title: 'the program that the unit starts is gone',
  flavour: 'event',
  async provoke(host) {
    await host.ok('mv /usr/sbin/apachectl /usr/sbin/apachectl.old');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('status=203/EXEC')),
  expect: {
    lead: 'binary-missing',
    found: ['binary-missing'],
    absent: notAbout('service'),
  },
});
