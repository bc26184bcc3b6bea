import { defineFault } from '../fault.ts';
import { enableLab, errorLog, FEW_WORKERS, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'slow-clients-prefork',
  title: 'slow clients from one address fill every worker (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.ok('a2dismod -q -f reqtimeout');
    await enableLab(host, FEW_WORKERS['prefork-php']);
    await host.load({ connections: 60, seconds: 600, mode: 'headers' });
  },
  async settled(host) {
    await host.shows(errorLog('AH00161'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: 'slow-clients',
    found: ['slow-clients'],
    absent: notAbout('capacity'),
  },
});
