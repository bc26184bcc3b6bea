import { defineFault } from '../fault.ts';
import { errorLog, journal, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'log-shipper-fails',
  title: 'a program that the access log is piped into floods the error log with lines of its own, and the site serves',
  flavour: 'event',
  async provoke(host) {
    await host.write(
      '/usr/local/bin/ship',
      '#!/bin/sh\nwhile read -r line; do echo "shipper: cannot reach the collector at 10.0.0.3:5140" >&2; done\n',
    );
    await host.ok('chmod 755 /usr/local/bin/ship');
    await host.ok(
      `sed -i 's#</VirtualHost>#CustomLog "|/usr/local/bin/ship" combined\\n</VirtualHost>#' /etc/apache2/sites-available/000-default.conf`,
    );
    await restart(host);
    await host.load({ path: '/', clients: 1, seconds: 600, pauseMs: 100 });
  },
  settled: (host) =>
    host.shows(`${errorLog('cannot reach the collector')} || ${journal('cannot reach the collector')}`),
  expect: {
    lead: 'unexplained-errors',
    found: ['unexplained-errors'],
    absent: notAbout(),
  },
});
