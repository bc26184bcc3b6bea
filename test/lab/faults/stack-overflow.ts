import { defineFault } from '../fault.ts';
import { enableLab, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'stack-overflow',
  title: 'endless recursion in a module overruns the stack',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host);
    await host.requests({ path: '/lab/stack', clients: 1, requests: 1, seconds: 10 });
  },
  settled: (host) => host.shows(errorLog('AH00052: child pid [0-9]+ exit signal Segmentation fault')),
  expect: {
    lead: 'segfault',
    found: ['segfault'],
    absent: notAbout('crashes'),
  },
});
