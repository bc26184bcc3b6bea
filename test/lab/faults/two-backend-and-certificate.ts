import { defineFault } from '../fault.ts';
import { configure, errorLog, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'two-backend-and-certificate',
  title: 'PHP-FPM is not running and, unrelated, the certificate expired',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q proxy_fcgi');
    await configure(host, 'ProxyPassMatch ^/app/(.*\\.php)$ fcgi://127.0.0.1:9000/var/www/html/$1\n');
    await serveTls(host, 'expired');
    await host.load({ path: '/app/index.php', clients: 1, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('AH00957')),
  expect: {
    lead: ['fcgi-backend-down', 'backend-down', 'certificate-expired'],
    found: ['fcgi-backend-down', 'certificate-expired'],
    absent: notAbout('backend', 'tls'),
  },
});
