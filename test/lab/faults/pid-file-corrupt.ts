import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'pid-file-corrupt',
  title: 'the pid file has garbage in it at a start',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2; echo garbage >/run/apache2/apache2.pid');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('AH00058|AH00059|Failed to start')),
  expect: {
    lead: 'pid-file-corrupt',
    found: ['pid-file-corrupt'],
    absent: notAbout('service'),
  },
});
