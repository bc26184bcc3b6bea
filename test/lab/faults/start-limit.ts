import { defineFault } from '../fault.ts';
import { configure, journal, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'start-limit',
  title: 'a broken configuration made systemd give up after too many starts',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'Restart=always\nRestartSec=200ms');
    await configure(host, 'KeepAlive Perhaps\n');
    await host.sh('systemctl restart apache2');
  },
  settled: (host) => host.shows(journal('Start request repeated too quickly')),
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error', 'start-limit-hit'],
    absent: notAbout('configuration', 'service', 'crashes'),
  },
});
