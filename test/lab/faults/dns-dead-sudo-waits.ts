import { defineFault } from '../fault.ts';
import { deadNames } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'dns-dead-sudo-waits',
  title: 'no name server answers and the host does not know its own name: each sudo waits, the site serves',
  flavour: 'event',
  async provoke(host) {
    await deadNames(host, 5);
  },
  settled: (host) => host.shows('! timeout 5 getent ahosts "$(hostname)"'),
  expect: { lead: 'sudo-slow', found: ['sudo-slow'], absent: ['dbus-hangs', ...notAbout('service')] },
});
