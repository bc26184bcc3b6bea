import { defineFault } from '../fault.ts';
import { enableLab, errorLog, longRequests, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'child-will-not-exit',
  title: 'a child that is in the middle of a request does not end at a hard restart',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host);
    await longRequests(host, 2, 'once');
    await host.shows('[ "$(ss -Htn state established sport = :80 | wc -l)" -ge 2 ]');
    await host.ok('sleep 1; kill -HUP "$(cat /run/apache2/apache2.pid)"');
  },
  async settled(host) {
    await host.shows(errorLog('AH00045'), 15_000);
    await host.shows(SITE_UP, 15_000);
  },
  expect: {
    lead: 'child-not-exiting',
    found: ['child-not-exiting'],
    absent: notAbout(),
  },
});
