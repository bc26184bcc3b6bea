import { defineFault } from '../fault.ts';
import { SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'unit-disabled',
  title: 'the unit runs, but is not started at boot',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl disable apache2');
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: ['unit-disabled'],
    absent: notAbout(),
  },
});
