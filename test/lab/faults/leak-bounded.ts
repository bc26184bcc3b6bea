import { defineFault } from '../fault.ts';
import { enableLab, FEW_WORKERS, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'leak-bounded',
  title: 'children grow, but MaxConnectionsPerChild replaces them early',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host, `${FEW_WORKERS['prefork-php']}MaxConnectionsPerChild 150\n`);
    await host.requests({ path: '/lab/leak?200', clients: 3, requests: 600, seconds: 90 });
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
