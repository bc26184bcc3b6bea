import { defineFault } from '../fault.ts';
import { configure, journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'semaphores-used-up',
  title: 'dead programs left so many semaphores behind that Apache gets none (Mutex sysvsem)',
  flavour: 'prefork-php',
  async provoke(host) {
    await configure(host, 'Mutex sysvsem\nListen 8080\n');
    await host.ok(
      'chmod 711 /root; su -s /bin/sh www-data -c "perl -e \'1 while defined semget(0, 1, 0600 | 01000)\'"',
      60_000,
    );
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('\\(28\\)No space left on device')),
  expect: {
    lead: 'semaphore-exhausted',
    found: ['semaphore-exhausted'],
    absent: notAbout('limits', 'service'),
  },
});
