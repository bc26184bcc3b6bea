import { defineFault } from '../fault.ts';
import { configure, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'lock-folder-closed',
  title: 'the folder of the lock files is closed to the run user (Mutex flock)',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.ok('install -d -m 700 /run/locks');
    await configure(host, 'Mutex flock:/run/locks\nListen 8080\n');
    await host.sh('systemctl restart apache2');
  },
  settled: (host) => host.shows(errorLog('\\(13\\)Permission denied')),
  expect: {
    lead: 'mutex-permission',
    found: ['mutex-permission'],
    absent: notAbout('service', 'crashes'),
  },
});
