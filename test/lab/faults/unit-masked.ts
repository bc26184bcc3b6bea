import { defineFault } from '../fault.ts';
import { unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'unit-masked',
  title: 'somebody masked the unit while it was stopped',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2; systemctl mask apache2; ! systemctl start apache2');
  },
  settled: (host) => host.shows(unitIs('inactive')),
  expect: {
    lead: 'unit-masked',
    found: ['unit-masked', 'not-running'],
    absent: notAbout('service'),
  },
});
