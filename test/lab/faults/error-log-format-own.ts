import { defineFault } from '../fault.ts';
import { enableLab, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'error-log-format-own',
  title: 'a module crashes its child, and ErrorLogFormat is not the usual one',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host, 'ErrorLogFormat "%{cu}t %v %-l/%-m pid=%P tid=%T %7F: %E: [client\\\\ %a] %M"\n');
    await host.load({ path: '/lab/crash', clients: 1, seconds: 600, pauseMs: 1500 });
  },
  settled: (host) => host.shows(errorLog('AH00052: child pid [0-9]+ exit signal Segmentation fault')),
  expect: {
    lead: 'segfault',
    found: ['segfault'],
    absent: notAbout('crashes'),
  },
});
