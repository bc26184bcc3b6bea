import { defineFault } from '../fault.ts';
import { configure, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'error-log-elsewhere',
  title: 'the error log is kept under /srv, and a backend is down',
  flavour: 'event',
  async provoke(host) {
    await host.ok(`mkdir -p /srv/logs
      sed -i 's,^ErrorLog .*,ErrorLog /srv/logs/web-errors.log,' /etc/apache2/apache2.conf
      sed -i 's,ErrorLog .*,ErrorLog /srv/logs/web-errors.log,' /etc/apache2/sites-available/000-default.conf
      rm -f /var/log/apache2/error.log`);
    await configure(host, 'ProxyPass /app/ http://127.0.0.1:9001/\n');
    await restart(host);
    await host.load({ path: '/app/', clients: 1, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows('grep -q AH00957 /srv/logs/web-errors.log'),
  expect: {
    lead: 'backend-down',
    found: ['backend-down'],
    absent: notAbout('backend'),
  },
});
