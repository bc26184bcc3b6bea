import { defineFault } from '../fault.ts';
import { errorLog, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'no-listen-reload',
  title: 'the last Listen line is gone and Apache is reloaded: configtest says OK, the server dies',
  flavour: 'event',
  async provoke(host) {
    await host.ok("sed -i '/Listen/d' /etc/apache2/ports.conf");
    await host.sh('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows(SITE_DOWN);
    await host.shows(errorLog('no listening sockets available, shutting down'));
  },
  expect: {
    lead: ['server-exited', 'reload-failed'],
    found: ['server-exited'],
    absent: notAbout('service', 'configuration'),
  },
});
