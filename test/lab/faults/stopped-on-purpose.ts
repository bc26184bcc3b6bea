import { defineFault } from '../fault.ts';
import { unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'stopped-on-purpose',
  title: 'somebody stopped the service',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2');
  },
  settled: (host) => host.shows(unitIs('inactive')),
  expect: {
    lead: 'stopped',
    found: ['stopped'],
    absent: notAbout('service'),
  },
});
