import { defineFault } from '../fault.ts';
import { configure, errorLog, restart, startBackend } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'backend-hangs',
  title: 'the backend accepts and never answers',
  flavour: 'event',
  async provoke(host) {
    await startBackend(host, 'hang');
    await configure(host, 'ProxyTimeout 2\nProxyPass /app/ http://127.0.0.1:9001/\n');
    await restart(host);
    await host.load({ path: '/app/', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('\\(70007\\).*AH01102')),
  expect: {
    lead: 'backend-timeout',
    found: ['backend-timeout'],
    absent: notAbout('backend'),
  },
});
