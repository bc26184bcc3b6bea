import { defineFault } from '../fault.ts';
import { SITE_UP, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'stop-command-failed',
  title: 'a stop command failed in the past, and the server serves',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'ExecStop=\nExecStop=/bin/false\nKillSignal=SIGTERM');
    await host.ok('systemctl restart apache2');
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: ['stop-failed'],
    absent: [...notAbout(), 'start-failed'],
  },
});
