import { defineFault } from '../fault.ts';
import { journal } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'parent-crashes',
  title: 'the parent dies of a segmentation fault and is started again by systemd',
  flavour: 'event',
  async provoke(host) {
    await host.ok('kill -SEGV "$(cat /run/apache2/apache2.pid)"');
  },
  settled: (host) => host.shows(journal('Main process exited, code=(dumped|killed), status=11/SEGV')),
  expect: {
    lead: 'parent-crashed',
    found: ['parent-crashed'],
    absent: notAbout('crashes', 'service'),
  },
});
