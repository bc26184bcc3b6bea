import { defineFault } from '../fault.ts';
import { configure, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'server-limit-reload-prefork',
  title: 'ServerLimit is raised with a reload, which changes nothing (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await configure(host, 'ServerLimit 400\nMaxRequestWorkers 400\n');
    await host.ok('systemctl reload apache2');
  },
  settled: (host) => host.shows(errorLog('AH00179')),
  expect: {
    lead: ['ineffective-change', 'mpm-config-adjusted'],
    found: ['ineffective-change'],
    absent: notAbout(),
  },
});
