import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'slow-clients-cut',
  title: 'mod_reqtimeout cuts slow clients off, as it should',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.load({ connections: 3, seconds: 600, mode: 'headers' });
  },
  async settled(host) {
    await host.shows("grep -q '\" 408 ' /var/log/apache2/access.log", 45_000);
  },
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
