import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'read-only-logs',
  title: 'the file system of the logs became read-only, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.ok('mount --bind /var/log/apache2 /var/log/apache2 && mount -o remount,bind,ro /var/log/apache2');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('\\(30\\)Read-only file system: AH00091')),
  expect: {
    lead: ['filesystem-read-only', 'log-open-failed'],
    found: ['filesystem-read-only'],
    absent: notAbout('disk', 'service'),
  },
});
