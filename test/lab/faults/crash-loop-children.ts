import { defineFault } from '../fault.ts';
import { enableLab } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'crash-loop-children',
  title: 'every request crashes a child, one after the other',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host);
    await host.load({ path: '/lab/crash', clients: 2, seconds: 600, pauseMs: 100 });
  },
  settled: (host) => host.shows('[ "$(grep -c AH00052 /var/log/apache2/error.log)" -gt 10 ]'),
  expect: {
    lead: ['segfault', 'crash-loop'],
    found: ['segfault'],
    absent: notAbout('crashes'),
  },
});
