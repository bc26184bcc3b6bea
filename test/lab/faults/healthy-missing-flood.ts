import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-missing-flood',
  title: 'a healthy server that a scanner asks for hundreds of pages that are not there',
  flavour: 'event',
  async provoke(host) {
    await host.load({ path: '/', clients: 1, seconds: 600, pauseMs: 100 });
    await host.load({ path: '/wp-login.php', clients: 4, seconds: 600, pauseMs: 20 });
    await host.load({ path: '/cgi-bin/luci', clients: 1, seconds: 600, pauseMs: 50 });
  },
  settled: (host) => host.shows('[ "$(grep -c " 404 " /var/log/apache2/access.log)" -gt 300 ]'),
  expect: {
    lead: null,
    found: [],
    absent: [...notAbout(), 'unexplained-errors'],
  },
});
