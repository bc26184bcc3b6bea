import { defineFault } from '../fault.ts';
import { configureNginx, journal, setUnit, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'port-package-upgrade',
  title: 'a package upgrade restarted Apache, and in between another server took its port',
  flavour: 'event',
  async provoke(host) {
    await configureNginx(host);
    // A fallback server that comes up whenever Apache stops, and nobody thought of restarts.
    await setUnit(host, 'ExecStopPost=-/usr/bin/systemctl start nginx');
    await host.sh('DEBIAN_FRONTEND=noninteractive dpkg -i /var/cache/lab/apache2.deb', 90_000);
  },
  async settled(host) {
    await host.shows(journal('AH00072'));
    await host.shows('grep -q "apache2:amd64" /var/log/dpkg.log');
    await host.shows(unitIs('failed'));
  },
  expect: {
    lead: ['port-conflict', 'port-held-by-other'],
    found: ['port-conflict', 'port-held-by-other', 'recent-package-change'],
    absent: notAbout('ports', 'service'),
  },
});
