import { defineFault } from '../fault.ts';
import { enableLab, FEW_WORKERS } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'leak-prefork',
  title: 'children grow with every request they serve',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host, FEW_WORKERS['prefork-php']);
    await host.load({ path: '/lab/leak?200', clients: 3, seconds: 600, pauseMs: 100 });
  },
  settled: (host) =>
    host.shows(
      "for p in $(pgrep -u www-data -x apache2); do awk '/^Private_Dirty/{exit $2 > 20000 ? 0 : 1}' /proc/$p/smaps_rollup && exit 0; done; exit 1",
    ),
  expect: {
    lead: 'memory-leak',
    found: ['memory-leak'],
    absent: notAbout('memory'),
  },
});
