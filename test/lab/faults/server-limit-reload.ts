import { defineFault } from '../fault.ts';
import { configure, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'server-limit-reload',
  title: 'ServerLimit is raised with a reload, which changes nothing (event)',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'ServerLimit 32\nThreadsPerChild 25\nMaxRequestWorkers 800\n');
    await host.ok('systemctl reload apache2');
  },
  settled: (host) => host.shows(errorLog('AH00501')),
  expect: {
    lead: ['ineffective-change', 'mpm-config-adjusted'],
    found: ['ineffective-change'],
    absent: notAbout(),
  },
});
