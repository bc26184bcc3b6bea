import { defineFault } from '../fault.ts';
import { configure, errorLog, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-error-raw-usr1',
  title: 'a raw SIGUSR1 makes the parent read a broken configuration',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'KeepAlive Perhaps\n');
    await host.ok('kill -USR1 "$(systemctl show -P MainPID apache2)"');
  },
  async settled(host) {
    await host.shows(unitIs('failed'));
    await host.shows(errorLog('^AH00526'));
  },
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error'],
    absent: notAbout('configuration', 'service'),
  },
});
