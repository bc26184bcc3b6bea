import { defineFault } from '../fault.ts';
import { enableLab, errorLog, FEW_WORKERS, longRequests, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'workers-full-prefork',
  title: 'every worker is busy with long requests (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host, FEW_WORKERS['prefork-php']);
    await longRequests(host, 20);
  },
  async settled(host) {
    await host.shows(errorLog('AH00161'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: 'max-request-workers',
    found: ['max-request-workers'],
    absent: notAbout('capacity'),
  },
});
