import { defineFault } from '../fault.ts';
import { enableLab, errorLog, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'child-exit-fatal',
  title: 'a child reports a fatal error and the whole server ends',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host);
    await host.requests({ path: '/lab/exit?15', clients: 1, requests: 1, seconds: 10 });
  },
  async settled(host) {
    await host.shows(errorLog('AH00050: Child [0-9]+ returned a Fatal error'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: 'fatal-child-exit',
    found: ['fatal-child-exit'],
    absent: notAbout('crashes', 'service'),
  },
});
