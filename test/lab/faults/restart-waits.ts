import { defineFault } from '../fault.ts';
import { enableLab, longRequests, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'restart-waits',
  title: 'a restart waits for a long request while the port is closed',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host);
    await longRequests(host, 2, 'once');
    await host.shows('curl -fsS -m 2 http://127.0.0.1/server-status?auto | grep -E "^Scoreboard: .*W.*W.*W"');
    await host.ok('systemctl --no-block restart apache2');
  },
  async settled(host) {
    await host.shows(SITE_DOWN);
    await host.shows('[ "$(systemctl show -P ActiveState apache2)" = deactivating ]');
  },
  expect: {
    lead: ['graceful-stop', 'child-not-exiting', 'not-running'],
    found: ['graceful-stop'],
    absent: notAbout('service', 'crashes'),
  },
});
