import { defineFault } from '../fault.ts';
import { configure, errorLog, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'listen-overlap-reload',
  title: 'a reload adds an overlapping Listen line: configtest says OK, the server dies',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'Listen 127.0.0.1:80\n');
    await host.sh('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows(SITE_DOWN);
    await host.shows(errorLog('AH00072'));
  },
  expect: {
    lead: 'listen-overlap',
    found: ['listen-overlap'],
    absent: notAbout('configuration', 'ports', 'service'),
  },
});
