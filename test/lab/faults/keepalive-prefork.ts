import { defineFault } from '../fault.ts';
import { configure, errorLog, FEW_WORKERS, restart, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'keepalive-prefork',
  title: 'kept-alive connections hold every worker (prefork, KeepAliveTimeout 120)',
  flavour: 'prefork-php',
  async provoke(host) {
    await configure(host, `${FEW_WORKERS['prefork-php']}KeepAlive On\nKeepAliveTimeout 120\n`);
    await restart(host);
    await host.load({ path: '/', clients: 20, seconds: 600, keepAlive: true, pauseMs: 60_000 });
  },
  async settled(host) {
    await host.shows(errorLog('AH00161'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: ['keepalive-bound', 'max-request-workers'],
    found: ['max-request-workers'],
    absent: [...notAbout('capacity'), 'slow-clients'],
  },
});
