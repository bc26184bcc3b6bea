import { defineFault } from '../fault.ts';
import { configure, errorLog, restart, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'tasks-limit-cgi',
  title: 'the tasks of the unit are used up, so CGI scripts cannot be started (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.write('/usr/lib/cgi-bin/stock', '#!/bin/sh\nprintf "Content-Type: text/plain\\n\\n"; sleep 5; echo 3\n');
    await host.ok('chmod 755 /usr/lib/cgi-bin/stock && a2enmod -q cgi');
    await setUnit(host, 'TasksMax=14');
    await configure(
      host,
      'StartServers 5\nMinSpareServers 2\nMaxSpareServers 5\nMaxRequestWorkers 10\nServerLimit 10\n',
    );
    await restart(host);
    await host.load({ path: '/cgi-bin/stock', clients: 12, seconds: 600 });
  },
  settled: (host) =>
    host.shows(errorLog("\\(11\\)Resource temporarily unavailable.*couldn't (spawn|create) child process")),
  expect: {
    lead: ['tasks-limit', 'fork-failed'],
    found: ['tasks-limit'],
    absent: notAbout('limits', 'capacity'),
  },
});
