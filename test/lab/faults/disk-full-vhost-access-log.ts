import { defineFault } from '../fault.ts';
import { restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'disk-full-vhost-access-log',
  title: 'the access log of one site filled the file system it is on',
  flavour: 'event',
  async provoke(host) {
    await host.ok('mkdir -p /srv/shop/logs && mount -t tmpfs -o size=256k,mode=755 tmpfs /srv/shop/logs');
    await host.write(
      '/etc/apache2/sites-enabled/shop.conf',
      '<VirtualHost *:80>\nServerName shop.example\nServerAlias *\nDocumentRoot /var/www/html\nCustomLog /srv/shop/logs/access.log combined\n</VirtualHost>\n',
    );
    await host.ok('rm /etc/apache2/sites-enabled/000-default.conf');
    await restart(host);
    await host.sh(
      'yes "203.0.113.9 - - [20/Nov/2026:04:01:12 +0000] \\"GET / HTTP/1.1\\" 200 10926" >>/srv/shop/logs/access.log',
    );
    await host.load({ path: '/', clients: 2, seconds: 600, pauseMs: 200 });
  },
  settled: (host) => host.shows('[ "$(df --output=avail /srv/shop/logs | tail -1)" -eq 0 ]'),
  expect: {
    lead: 'disk-full',
    found: ['disk-full'],
    absent: notAbout('disk'),
  },
});
