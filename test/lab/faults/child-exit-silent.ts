import { defineFault } from '../fault.ts';
import { enableLab, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'child-exit-silent',
  title: 'a child ends itself with code 3: nothing anywhere says so',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host);
    await host.requests({ path: '/lab/exit?3', clients: 1, requests: 1, seconds: 10 });
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
