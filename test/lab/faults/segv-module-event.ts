import { defineFault } from '../fault.ts';
import { enableLab, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'segv-module-event',
  title: 'a module crashes its child on some requests (event)',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host);
    await host.requests({ path: '/lab/crash', clients: 1, requests: 3, seconds: 10 });
  },
  settled: (host) => host.shows(errorLog('AH00052: child pid [0-9]+ exit signal Segmentation fault')),
  expect: {
    lead: 'segfault',
    found: ['segfault'],
    absent: notAbout('crashes'),
  },
});
