import { defineFault } from '../fault.ts';
import { configure, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'restart-loop',
  title: 'a broken configuration and a patient Restart= keep the unit starting for ever',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'Restart=always\nRestartSec=3s');
    await configure(host, 'KeepAlive Perhaps\n');
    await host.sh('systemctl restart apache2');
  },
  async settled(host) {
    await host.shows('[ "$(systemctl show -P SubState apache2)" = auto-restart ]');
    await host.shows('[ "$(systemctl show -P NRestarts apache2)" -ge 2 ]');
  },
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error', 'crash-loop'],
    absent: notAbout('configuration', 'service', 'crashes'),
  },
});
