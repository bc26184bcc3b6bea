import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'backend-refused',
  title: 'nothing listens behind the proxy',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'ProxyPass /app/ http://127.0.0.1:9001/\n');
    await restart(host);
    await host.load({ path: '/app/', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('\\(111\\)Connection refused: AH00957')),
  expect: {
    lead: 'backend-down',
    found: ['backend-down'],
    absent: notAbout('backend'),
  },
});
