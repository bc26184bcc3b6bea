import { defineFault } from '../fault.ts';
import { configureNginx, journal, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'port-nginx',
  title: 'another web server took port 80 while Apache was stopped',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2');
    await configureNginx(host);
    await host.ok('systemctl start nginx');
    await host.sh('systemctl start apache2');
  },
  async settled(host) {
    await host.shows(journal('AH00072'));
    await host.shows(unitIs('failed'));
  },
  expect: {
    lead: ['port-conflict', 'port-held-by-other'],
    found: ['port-conflict', 'port-held-by-other'],
    absent: notAbout('ports', 'service'),
  },
});
