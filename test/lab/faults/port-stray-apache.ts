import { defineFault } from '../fault.ts';
import { journal, startByHand, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'port-stray-apache',
  title: 'a hand-started Apache holds port 80',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2');
    await startByHand(host, 'mine.pid');
    await host.sh('systemctl start apache2');
  },
  async settled(host) {
    await host.shows(journal('AH00072'));
    await host.shows(unitIs('failed'));
  },
  expect: {
    lead: ['second-instance', 'port-held-by-other', 'port-conflict'],
    found: ['port-conflict', 'second-instance'],
    absent: notAbout('ports', 'service'),
  },
});
