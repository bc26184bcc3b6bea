import { defineFault } from '../fault.ts';
import { configure, journal, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-error-reload',
  title: 'a reload is refused because of a syntax error; the service still runs',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'KeepAlive Perhaps\n');
    await host.sh('systemctl reload apache2');
  },
  async settled(host) {
    await host.shows(journal('AH00526'));
    await host.shows(unitIs('active'));
  },
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error', 'reload-failed'],
    absent: notAbout('configuration', 'service'),
  },
});
