import { defineFault } from '../fault.ts';
import { errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'segv-by-kill',
  title: 'somebody sends SIGSEGV to a child',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.ok('kill -SEGV "$(pgrep -P "$(systemctl show -P MainPID apache2)" -x apache2 | head -1)"');
  },
  settled: (host) => host.shows(errorLog('AH00052: child pid [0-9]+ exit signal Segmentation fault')),
  expect: {
    lead: 'segfault',
    found: ['segfault'],
    absent: notAbout('crashes'),
  },
});
