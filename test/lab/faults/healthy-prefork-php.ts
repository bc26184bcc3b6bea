import { defineFault } from '../fault.ts';
import { SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-prefork-php',
  title: 'a healthy server (prefork with mod_php)',
  flavour: 'prefork-php',
  async provoke() {},
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
