import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'semaphore-removed',
  title: 'a cleaning script removed the semaphores of the running Apache (Mutex sysvsem)',
  flavour: 'prefork-php',
  async provoke(host) {
    await configure(host, 'Mutex sysvsem\nListen 8080\n');
    await restart(host);
    await host.ok('for id in $(ipcs -s | awk \'$3 == "www-data" { print $2 }\'); do ipcrm -s "$id"; done');
    await host.load({ path: '/', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('AH00144')),
  expect: {
    lead: 'ipc-removed',
    found: ['ipc-removed'],
    absent: notAbout('service', 'crashes'),
  },
});
