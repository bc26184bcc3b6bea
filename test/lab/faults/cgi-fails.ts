import { defineFault } from '../fault.ts';
import { errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'cgi-fails',
  title: 'a CGI script ends before it has said anything',
  flavour: 'event',
  async provoke(host) {
    await host.write('/usr/lib/cgi-bin/stock', '#!/bin/sh\nexit 1\n');
    await host.ok('chmod 755 /usr/lib/cgi-bin/stock && a2enmod -q cgid');
    await restart(host);
    await host.load({ path: '/cgi-bin/stock', clients: 1, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('End of script output before headers')),
  expect: {
    lead: 'cgi-premature-end',
    found: ['cgi-premature-end'],
    absent: notAbout(),
  },
});
