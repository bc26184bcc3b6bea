import { defineFault } from '../fault.ts';
import { enableLab, errorLog, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'segv-core-event',
  title: 'a module crashes its child and a core is written (event)',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'LimitCORE=infinity');
    await host.ok('install -d -o www-data -g www-data -m 700 /var/cache/apache2/cores');
    await enableLab(host, 'CoreDumpDirectory /var/cache/apache2/cores\n');
    await host.requests({ path: '/lab/crash', clients: 1, requests: 1, seconds: 10 });
  },
  async settled(host) {
    await host.shows(errorLog('AH00051: .*possible coredump in /var/cache/apache2/cores'));
    await host.shows('ls /var/cache/apache2/cores/core* >/dev/null');
  },
  expect: {
    lead: ['segfault', 'crashing-module'],
    found: ['segfault', 'core-dumped'],
    absent: notAbout('crashes'),
  },
});
