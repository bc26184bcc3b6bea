import { defineFault } from '../fault.ts';
import { SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'few-processes-allowed',
  title: 'the run user may have a hundred processes and threads only',
  flavour: 'event',
  async provoke(host) {
    await host.ok('prlimit --pid "$(cat /run/apache2/apache2.pid)" --nproc=100:100');
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: 'nproc-low',
    found: ['nproc-low'],
    absent: notAbout('limits'),
  },
});
