import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'fcgi-hangs',
  title: 'PHP-FPM takes longer than the proxy waits',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q proxy_fcgi && systemctl start "$(basename /lib/systemd/system/php*-fpm.service)"');
    await host.write('/var/www/html/slow.php', '<?php sleep(60);\n');
    await configure(
      host,
      'ProxyTimeout 2\nProxyPassMatch ^/app/(.*\\.php)$ unix:/run/php/php-fpm.sock|fcgi://localhost/var/www/html/$1\n',
    );
    await restart(host);
    await host.load({ path: '/app/slow.php', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('AH01075|AH01067|70007')),
  expect: {
    lead: 'fcgi-backend-timeout',
    found: ['fcgi-backend-timeout'],
    absent: notAbout('backend'),
  },
});
