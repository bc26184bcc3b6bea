import { defineFault } from '../fault.ts';
import { enableLab, errorLog, longRequests } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'lingering-prefork',
  title: 'old children finish long requests after a graceful restart (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host);
    await longRequests(host, 2, 'once');
    await host.shows('curl -fsS -m 2 http://127.0.0.1/server-status?auto | grep -E "^Scoreboard: .*W.*W.*W"');
    await host.ok('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows(errorLog('AH00171'));
    await host.shows('curl -fsS -m 2 http://127.0.0.1/server-status?auto | grep -E "^Scoreboard: .*G"');
  },
  expect: {
    lead: null,
    found: ['graceful-restart'],
    absent: notAbout(),
  },
});
