import { defineFault } from '../fault.ts';
import { SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-event',
  title: 'a healthy server (event)',
  flavour: 'event',
  async provoke() {},
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
