import { defineFault } from '../fault.ts';
import { configure, errorLog, restart, startBackend } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'backend-resets',
  title: 'the backend closes every connection without an answer',
  flavour: 'event',
  async provoke(host) {
    await startBackend(host, 'close');
    await configure(host, 'ProxyPass /app/ http://127.0.0.1:9001/\n');
    await restart(host);
    await host.load({ path: '/app/', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('AH01102')),
  expect: {
    lead: 'backend-reset',
    found: ['backend-reset'],
    absent: notAbout('backend'),
  },
});
