import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'fcgi-script-unknown',
  title: 'PHP-FPM is asked for a script that is not there',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q proxy_fcgi && systemctl start "$(basename /lib/systemd/system/php*-fpm.service)"');
    await configure(host, 'ProxyPassMatch ^/app/(.*\\.php)$ unix:/run/php/php-fpm.sock|fcgi://localhost/srv/none\n');
    await restart(host);
    await host.load({ path: '/app/index.php', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('AH01071: .*Primary script unknown')),
  expect: {
    lead: 'fcgi-script-unknown',
    found: ['fcgi-script-unknown'],
    absent: notAbout('backend'),
  },
});
