import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-debug-level',
  title: 'a healthy server that somebody left at LogLevel debug',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'LogLevel debug\n');
    await restart(host);
    await host.load({ path: '/', clients: 2, seconds: 600, pauseMs: 50 });
  },
  settled: (host) => host.shows(errorLog(':debug\\]')),
  expect: {
    lead: null,
    found: [],
    absent: [...notAbout(), 'unexplained-errors'],
  },
});
