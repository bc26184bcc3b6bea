import { defineFault } from '../fault.ts';
import { configure, errorLog, restart, startBackend } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'backend-truncates',
  title: 'the backend promises more than it sends',
  flavour: 'event',
  async provoke(host) {
    await startBackend(host, 'truncate');
    await configure(host, 'ProxyPass /app/ http://127.0.0.1:9001/\n');
    await restart(host);
    await host.load({ path: '/app/', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('AH01110')),
  expect: {
    lead: 'backend-reset',
    found: ['backend-reset'],
    absent: notAbout('backend'),
  },
});
