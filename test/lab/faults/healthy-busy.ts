import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-busy',
  title: 'a healthy server under brisk but harmless traffic',
  flavour: 'event',
  async provoke(host) {
    await host.load({ path: '/', clients: 8, seconds: 600, keepAlive: true, pauseMs: 20 });
    await host.load({ path: '/missing', clients: 1, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows('[ "$(wc -l </var/log/apache2/access.log)" -gt 300 ]'),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
