import { defineFault } from '../fault.ts';
import { configtest, configure, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-module-disabled',
  title: 'a directive of a module that is not enabled, then a restart',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'RewriteEngine On\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest("Invalid command 'RewriteEngine'")),
  expect: {
    lead: 'config-unknown-directive',
    found: ['config-unknown-directive'],
    absent: notAbout('configuration', 'service'),
  },
});
