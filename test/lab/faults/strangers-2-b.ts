import { defineFault, type FaultHost } from '../fault.ts';
import {
  configtest,
  configure,
  errorLog,
  journal,
  restartIntoFailure,
  SITE_DOWN,
  SITE_UP,
  serveSites,
  serveTls,
  siteText,
  visits,
} from '../recipes.ts';

function answers(path: string, code: number, more = ''): string {
  return `[ "$(curl -sk -m 5 -o /dev/null -w '%{http_code}' ${more} 'http://127.0.0.1${path}')" = ${code} ]`;
}

async function servePhp(host: FaultHost, program: string): Promise<void> {
  await host.ok('rm -f /var/www/html/index.html');
  await host.write('/var/www/html/index.php', `<?php\n${program}\n`);
}

const phpSource = defineFault({
  id: 'r2-php-source-shown',
  title: 'the PHP module was disabled by an upgrade, and visitors get the source with its password',
  flavour: 'prefork-php',
  async provoke(host) {
    await servePhp(host, "define('DB_PASSWORD', 'example'); echo 'shop';");
    await visits(host);
    await host.ok('a2dismod -q php8.2; systemctl restart apache2');
    await visits(host);
  },
  settled: (host) => host.shows("curl -fsS -m 2 http://127.0.0.1/ | grep -q '<?php'"),
  expect: { lead: ['unexplained-errors', 'site-failing'], found: [], absent: [] },
});

const home = defineFault({
  id: 'r2-home-closed',
  title: 'the site lies in a home folder that was closed to others',
  flavour: 'event',
  async provoke(host) {
    await host.ok('useradd -m shop; chmod 755 /home/shop');
    await host.write('/home/shop/public/index.html', '<h1>shop</h1>\n');
    await serveSites(host, siteText('shop.example').replaceAll('/srv/shop.example', '/home/shop/public'));
    await visits(host);
    await host.ok('chmod 700 /home/shop');
    await visits(host);
  },
  settled: (host) => host.shows(`${answers('/', 403)} && ${errorLog('AH00035')}`),
  expect: { lead: 'access-denied-to-all', found: ['access-denied-to-all'], absent: [], impact: 'down' },
});

const passwords = defineFault({
  id: 'r2-password-file-gone',
  title: 'a deployment removed the password file of the staff area, and every login gets 500',
  flavour: 'event',
  async provoke(host) {
    await host.write('/var/www/html/staff/index.html', '<h1>staff</h1>\n');
    await host.ok('printf \'anna:%s\\n\' "$(openssl passwd -apr1 secret)" >/etc/apache2/staff.htpasswd');
    await configure(
      host,
      '<Location /staff>\nAuthType Basic\nAuthName staff\nAuthUserFile /etc/apache2/staff.htpasswd\nRequire valid-user\n</Location>\n',
    );
    await host.ok('systemctl restart apache2; rm /etc/apache2/staff.htpasswd');
    await visits(host, 10);
    await host.ok('for i in $(seq 15); do curl -s -o /dev/null -u anna:secret http://127.0.0.1/staff/; done');
  },
  settled: (host) => host.shows(`${SITE_UP} && ${answers('/staff/', 500, '-u anna:secret')} && ${errorLog('AH01620')}`),
  expect: { lead: 'unexplained-errors', found: ['unexplained-errors'], absent: [], impact: 'degraded' },
});

const sessions = defineFault({
  id: 'r2-php-sessions-unwritable',
  title: 'PHP may not write its sessions: pages come with 200, and nobody stays logged in',
  flavour: 'prefork-php',
  async provoke(host) {
    await servePhp(host, "session_start(); $_SESSION['n'] = 1; echo 'shop';");
    await visits(host);
    await host.ok('chmod 700 /var/lib/php/sessions; chown root:root /var/lib/php/sessions');
    await visits(host);
  },
  settled: (host) => host.shows(`${SITE_UP} && ${errorLog('session_start.*Permission denied')}`),
  expect: { lead: 'unexplained-errors', found: ['unexplained-errors'], absent: [], impact: 'degraded' },
});

const mysqli = defineFault({
  id: 'r2-php-extension-missing',
  title: 'after an upgrade PHP has no mysqli, and every page is a fatal error',
  flavour: 'prefork-php',
  async provoke(host) {
    await visits(host);
    await servePhp(host, "$db = mysqli_connect('db.example', 'shop', 'x', 'shop'); echo 'shop';");
    await visits(host);
  },
  settled: (host) => host.shows(`${answers('/', 500)} && ${errorLog('undefined function mysqli_connect')}`),
  expect: { lead: 'php-fatal', found: ['php-fatal'], absent: [], impact: 'down' },
});

const certbot = defineFault({
  id: 'r2-certificate-deleted',
  title: 'somebody ran certbot delete; the running Apache still has the certificate',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q ssl');
    await serveTls(host);
    await host.ok(
      'mkdir -p /etc/letsencrypt/live && cp -r /etc/ssl/lab /etc/letsencrypt/live/shop.example && sed -i s,/etc/ssl/lab,/etc/letsencrypt/live/shop.example, /etc/apache2/sites-enabled/tls.conf && systemctl restart apache2',
    );
    await visits(host);
    await host.ok('rm -rf /etc/letsencrypt/live/shop.example');
    await visits(host);
  },
  settled: (host) =>
    host.shows(`${SITE_UP} && curl -fsSk -o /dev/null https://127.0.0.1/ && ${configtest('SSLCertificateFile')}`),
  expect: {
    lead: ['reload-unsafe', 'ssl-config-failed', 'config-syntax-error'],
    found: [],
    absent: [],
    impact: 'fragile',
  },
});

const smallKey = defineFault({
  id: 'r2-key-too-small',
  title: 'the certificate has a key of 1024 bits, which OpenSSL refuses since the upgrade',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2enmod -q ssl');
    await serveTls(host);
    await visits(host);
    await host.ok(
      'cd /etc/ssl/lab && openssl req -x509 -newkey rsa:1024 -nodes -subj /CN=localhost -days 365 -keyout site.key -out site.pem 2>/dev/null',
    );
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(`${SITE_DOWN} && (${errorLog('ee key too small')} || ${journal('ee key too small')})`),
  expect: { lead: 'ssl-config-failed', found: ['ssl-config-failed'], absent: [], impact: 'down' },
});

export const faults = [phpSource, home, passwords, sessions, mysqli, certbot, smallKey];
