import { defineFault } from '../fault.ts';
import { enableLab, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'two-unrelated',
  title: 'a module crashes and, unrelated, the backend of another path is down',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host, 'ProxyPass /app/ http://127.0.0.1:9001/\n');
    await host.load({ path: '/lab/crash', clients: 1, seconds: 600, pauseMs: 2000 });
    await host.load({ path: '/app/', clients: 1, seconds: 600, pauseMs: 1000 });
  },
  async settled(host) {
    await host.shows(errorLog('AH00052'));
    await host.shows(errorLog('AH00957'));
  },
  expect: {
    lead: ['segfault', 'backend-down'],
    found: ['segfault', 'backend-down'],
    absent: notAbout('crashes', 'backend'),
  },
});
