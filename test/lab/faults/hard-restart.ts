import { defineFault } from '../fault.ts';
import { enableLab, errorLog, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'hard-restart',
  title: 'SIGHUP cuts the requests that are in flight',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host);
    await host.load({ path: '/lab/sleep?3', clients: 2, requests: 2, seconds: 60, timeoutMs: 60_000 });
    await host.shows('curl -fsS -m 2 http://127.0.0.1/server-status?auto | grep -E "^Scoreboard: .*W.*W.*W"');
    await host.sh('apachectl restart');
  },
  async settled(host) {
    await host.shows(errorLog('AH00494'));
    await host.shows(SITE_UP, 15_000);
  },
  expect: {
    lead: null,
    found: ['restarted'],
    absent: notAbout(),
  },
});
