import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'vhost-log-php-fatal',
  title: 'only the own log of one site says that its PHP dies (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.write('/srv/shop/htdocs/shop.php', '<?php checkout();\n');
    await host.write('/srv/shop/logs/.keep', '');
    await host.write(
      '/etc/apache2/sites-enabled/000-shop.conf',
      '<VirtualHost *:80>\nServerName shop.example\nServerAlias *\nDocumentRoot /srv/shop/htdocs\n<Directory /srv/shop/htdocs>\nRequire all granted\n</Directory>\nErrorLog /srv/shop/logs/errors.txt\n</VirtualHost>\n',
    );
    await host.ok(
      'mv /etc/apache2/sites-enabled/000-default.conf /etc/apache2/sites-enabled/zz-default.conf; systemctl restart apache2',
    );
    await host.load({ path: '/shop.php', clients: 1, seconds: 600, pauseMs: 300 });
  },
  settled: (host) => host.shows('grep -q "PHP Fatal error" /srv/shop/logs/errors.txt'),
  expect: {
    lead: 'php-fatal',
    found: ['php-fatal'],
    absent: notAbout('backend'),
  },
});
