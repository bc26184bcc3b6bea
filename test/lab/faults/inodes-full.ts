import { defineFault } from '../fault.ts';
import { journal, mountLogs, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'inodes-full',
  title: 'no inode is left for the log files, then a restart',
  flavour: 'event',
  async provoke(host) {
    await mountLogs(host, 'nr_inodes=3');
    await host.ok('touch /var/log/apache2/old.1 /var/log/apache2/old.2');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('\\(28\\)No space left on device: AH00091')),
  expect: {
    lead: 'inodes-exhausted',
    found: ['inodes-exhausted'],
    absent: notAbout('disk', 'service'),
  },
});
