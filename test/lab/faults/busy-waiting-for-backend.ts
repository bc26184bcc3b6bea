import { defineFault } from '../fault.ts';
import { configure, errorLog, FEW_WORKERS, restart, SITE_DOWN, startBackend } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'busy-waiting-for-backend',
  title: 'every worker waits for a slow backend',
  flavour: 'event',
  async provoke(host) {
    await startBackend(host, 'hang');
    await configure(host, `${FEW_WORKERS.event}ProxyPass /app/ http://127.0.0.1:9001/\n`);
    await restart(host);
    await host.load({ path: '/app/', clients: 20, seconds: 600, timeoutMs: 180_000 });
  },
  async settled(host) {
    await host.shows(errorLog('AH00484'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: ['backend-slow', 'backend-bound', 'max-request-workers', 'backend-timeout'],
    found: ['max-request-workers'],
    absent: notAbout('capacity', 'backend'),
  },
});
