import { defineFault } from '../fault.ts';
import { configtest, configure, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-error-waiting',
  title: 'a syntax error waits in the configuration while the service still runs',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'KeepAlive Perhaps\n');
  },
  async settled(host) {
    await host.shows(configtest('AH00526'));
    await host.shows(SITE_UP);
  },
  expect: {
    lead: ['config-syntax-error', 'reload-unsafe'],
    found: ['config-syntax-error'],
    absent: notAbout('configuration'),
  },
});
