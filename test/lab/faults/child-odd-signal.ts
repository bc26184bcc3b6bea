import { defineFault } from '../fault.ts';
import { errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'child-odd-signal',
  title: 'children end by a signal that is no usual crash',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.ok('for pid in $(pgrep -u www-data -x apache2 | head -2); do kill -TRAP "$pid"; done');
  },
  settled: (host) => host.shows(errorLog('AH0005[12]: child pid [0-9]+ exit signal Trace')),
  expect: {
    lead: 'segfault-or-abort',
    found: ['segfault-or-abort'],
    absent: ['segfault', 'heap-corruption', ...notAbout('crashes')],
  },
});
