import { defineFault, type Expectation, type FaultHost } from '../fault.ts';
import { configure, errorLog, restart, restartIntoFailure, SITE_UP, serveTls, visits } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const CALM: Expectation = { lead: null, found: [], absent: notAbout(), impact: 'serving' };

async function ask(host: FaultHost, path: string, requests = 8): Promise<void> {
  await host.requests({ path, clients: 1, seconds: 20, requests });
}

const fpmBack = defineFault({
  id: 'r2-fixed-fpm-back',
  title: 'PHP-FPM was stopped for a while and has been started again',
  flavour: 'event',
  async provoke(host) {
    await host.ok('rm -f /var/www/html/index.html; systemctl restart php8.2-fpm');
    await host.write('/var/www/html/index.php', '<?php echo "shop"; ?>\n');
    await configure(
      host,
      '<FilesMatch "\\.php$">\nSetHandler "proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost"\n</FilesMatch>\n',
    );
    await host.ok('a2enmod -q proxy_fcgi');
    await restart(host);
    await host.ok('systemctl stop php8.2-fpm');
    await visits(host, 10);
    await host.ok('systemctl start php8.2-fpm');
    await visits(host, 40);
  },
  settled: (host) => host.shows(`${SITE_UP} && ${errorLog('AH02454')}`),
  expect: CALM,
});

const typoFixed = defineFault({
  id: 'r2-fixed-typo',
  title: 'a typing error kept Apache from starting; it was corrected and Apache started',
  flavour: 'event',
  async provoke(host) {
    await visits(host);
    await configure(host, 'KeepAliveTimeoutt 5\n');
    await restartIntoFailure(host);
    await configure(host, 'KeepAliveTimeout 5\n');
    await host.ok('systemctl reset-failed apache2');
    await restart(host);
    await visits(host, 40);
  },
  settled: (host) => host.shows(`${SITE_UP} && journalctl -u apache2 -o cat --no-pager | grep -q KeepAliveTimeoutt`),
  expect: CALM,
});

const scanners = defineFault({
  id: 'r2-healthy-scanners',
  title: 'scanners ask for the files of other software and get 403 and 404',
  flavour: 'event',
  async provoke(host) {
    await visits(host, 40);
    for (const path of ['/.env', '/wp-login.php', '/phpmyadmin/', '/.git/config', '/.htpasswd', '/server-status'])
      await ask(host, path);
    await host.ok('for i in 1 2 3 4 5; do curl -s -o /dev/null "http://127.0.0.1/cgi-bin/.%2e/.%2e/bin/sh"; done');
    await visits(host, 20);
  },
  settled: (host) => host.shows(`${SITE_UP} && grep -q '/.git/config.* 404 ' /var/log/apache2/access.log`),
  expect: CALM,
});

const staging = defineFault({
  id: 'r2-healthy-password-site',
  title: 'a staging site asks everybody for a password, as it should',
  flavour: 'event',
  async provoke(host) {
    await host.ok('printf \'anna:%s\\n\' "$(openssl passwd -apr1 secret)" >/etc/apache2/staging.htpasswd');
    await configure(
      host,
      '<Location />\nAuthType Basic\nAuthName staging\nAuthUserFile /etc/apache2/staging.htpasswd\nRequire valid-user\n</Location>\n',
    );
    await host.ok('systemctl restart apache2');
    await visits(host);
    await host.ok('for i in $(seq 20); do curl -fsS -o /dev/null -u anna:secret http://127.0.0.1/; done');
  },
  settled: (host) => host.shows('[ "$(curl -s -o /dev/null -w \'%{http_code}\' http://127.0.0.1/)" = 401 ]'),
  expect: CALM,
});

const plainOnTls = defineFault({
  id: 'r2-healthy-plain-on-https',
  title: 'a few clients speak plain http to the https port and get 400',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q ssl');
    await serveTls(host);
    await host.ok('for i in $(seq 10); do curl -s -o /dev/null http://127.0.0.1:443/; done');
    await host.ok('for i in $(seq 40); do curl -fsSk -o /dev/null https://127.0.0.1/; done');
    await visits(host, 40);
  },
  settled: (host) =>
    host.shows(`${SITE_UP} && [ "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:443/)" = 400 ]`),
  expect: CALM,
});

const deprecated = defineFault({
  id: 'r2-healthy-php-deprecated',
  title: 'an old plugin fills the error log with deprecations; every page is right',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.ok('rm -f /var/www/html/index.html');
    await host.write(
      '/var/www/html/index.php',
      "<?php error_reporting(E_ALL);\ntrigger_error('Function shop_old() is deprecated since version 6.1', E_USER_DEPRECATED);\necho 'shop';\n",
    );
    await configure(host, 'LogLevel php:info\n');
    await host.ok('systemctl restart apache2');
    await visits(host, 60);
  },
  settled: (host) => host.shows(`${SITE_UP} && ${errorLog('PHP Deprecated')}`),
  expect: CALM,
});

export const faults = [fpmBack, typoFixed, scanners, staging, plainOnTls, deprecated];
