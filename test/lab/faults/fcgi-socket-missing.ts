import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'fcgi-socket-missing',
  title: 'the socket of PHP-FPM is not there',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q proxy_fcgi');
    await configure(host, 'ProxyPassMatch ^/app/(.*\\.php)$ unix:/run/php/gone.sock|fcgi://localhost/var/www/html\n');
    await restart(host);
    await host.load({ path: '/app/index.php', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('\\(2\\)No such file or directory: AH02454')),
  expect: {
    lead: 'fcgi-backend-down',
    found: ['fcgi-backend-down'],
    absent: notAbout('backend'),
  },
});
