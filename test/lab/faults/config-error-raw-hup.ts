import { defineFault } from '../fault.ts';
import { configure, errorLog, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-error-raw-hup',
  title: 'a raw SIGHUP makes the parent read a broken configuration',
  flavour: 'prefork-php',
  async provoke(host) {
    await configure(host, 'KeepAlive Perhaps\n');
    await host.ok('kill -HUP "$(systemctl show -P MainPID apache2)"');
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
