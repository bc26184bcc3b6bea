import { defineFault } from '../fault.ts';
import { configure, errorLog, FEW_WORKERS, restart, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'slowloris-despite-reqtimeout',
  title: 'slow clients keep few workers full although mod_reqtimeout cuts them off again and again (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await configure(host, FEW_WORKERS['prefork-php']);
    await restart(host);
    await host.load({ connections: 40, seconds: 600, mode: 'headers' });
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
