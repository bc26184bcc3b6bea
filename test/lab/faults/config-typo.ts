import { defineFault } from '../fault.ts';
import { configtest, configure, restartIntoFailure, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-typo',
  title: 'a misspelled directive, then a restart',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'KeepAlvie On\n');
    await restartIntoFailure(host);
  },
  async settled(host) {
    await host.shows(unitIs('failed'));
    await host.shows(configtest("Invalid command 'KeepAlvie'"));
  },
  expect: {
    lead: ['config-unknown-directive', 'config-syntax-error'],
    found: ['config-unknown-directive'],
    absent: notAbout('configuration', 'service'),
  },
});
