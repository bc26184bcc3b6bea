import { defineFault, type FaultHost } from '../fault.ts';
import { configure, errorLog, FEW_WORKERS, SITE_UP, serveSites, siteText, startBackend, visits } from '../recipes.ts';

const STATUS = "curl -sk -m 5 -o /dev/null -w '%{http_code}'";
const BARE_SITE = `ErrorLog \${APACHE_LOG_DIR}/error.log\nCustomLog \${APACHE_LOG_DIR}/access.log combined\n`;

function answers(path: string, code: number): string {
  return `[ "$(${STATUS} 'http://127.0.0.1${path}')" = ${code} ]`;
}

async function ask(host: FaultHost, path: string): Promise<void> {
  await host.requests({ path, clients: 1, seconds: 20, requests: 20 });
}

function proxySite(target: string, more = ''): string {
  return `<VirtualHost *:80>\n${BARE_SITE}${more}ProxyPass / ${target}\nProxyPassReverse / ${target}\n</VirtualHost>\n`;
}

async function servePhpByFpm(host: FaultHost): Promise<void> {
  await host.ok('rm -f /var/www/html/index.html; systemctl restart php8.2-fpm');
  await host.write('/var/www/html/index.php', '<?php echo "shop"; ?>\n');
  await configure(
    host,
    '<FilesMatch "\\.php$">\nSetHandler "proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost"\n</FilesMatch>\n',
  );
  await host.ok('a2enmod -q proxy_fcgi; systemctl restart apache2');
}

const LONG_LOGIN = `/?SAMLRequest=${'fZJNT8MwDIbv'.repeat(70)}`;

const longLogin = defineFault({
  id: 'r2-login-url-too-long',
  title: 'LimitRequestLine was lowered for security, and the long addresses of single sign-on get 414',
  flavour: 'event',
  async provoke(host) {
    await visits(host);
    await configure(host, 'LimitRequestLine 512\n');
    await serveSites(host, `LimitRequestLine 512\n${siteText('shop.example')}`);
    await host.write('/srv/shop.example/index.html', '<h1>shop</h1>\n');
    await visits(host, 10);
    await ask(host, LONG_LOGIN);
  },
  settled: (host) => host.shows(`${answers('/', 200)} && ${answers(LONG_LOGIN, 414)}`),
  expect: {
    lead: ['error-rate-high', 'unexplained-errors', 'site-failing'],
    found: [],
    absent: [],
    impact: 'degraded',
  },
});

const phpValue = defineFault({
  id: 'r2-htaccess-php-value',
  title: 'PHP was moved from the module to FPM, and an .htaccess still has php_value',
  flavour: 'event',
  async provoke(host) {
    await servePhpByFpm(host);
    await visits(host);
    await host.write('/var/www/html/.htaccess', 'php_value upload_max_filesize 64M\n');
    await configure(host, '<Directory /var/www/html>\nAllowOverride All\n</Directory>\n');
    await host.ok('systemctl restart apache2');
    await visits(host);
  },
  settled: (host) => host.shows(`${answers('/', 500)} && ${errorLog("Invalid command 'php_value'")}`),
  expect: { lead: 'htaccess-error', found: ['htaccess-error'], absent: [], impact: 'down' },
});

const fpmSocket = defineFault({
  id: 'r2-fpm-socket-owner',
  title: 'the pool of PHP-FPM was given to another user, and Apache may not open its socket',
  flavour: 'event',
  async provoke(host) {
    await servePhpByFpm(host);
    await visits(host);
    await host.ok(
      "sed -i 's/^listen.owner.*/listen.owner = nobody/; s/^listen.group.*/listen.group = nogroup/' /etc/php/8.2/fpm/pool.d/www.conf; systemctl restart php8.2-fpm",
    );
    await visits(host);
  },
  settled: (host) => host.shows(`${answers('/', 503)} && ${errorLog('Permission denied.*AH02454')}`),
  expect: { lead: 'fcgi-backend-down', found: ['fcgi-backend-down'], absent: [], impact: 'down' },
});

const cgiCrlf = defineFault({
  id: 'r2-cgi-windows-lines',
  title: 'a CGI script was uploaded with the line ends of Windows, and its form answers 500',
  flavour: 'event',
  async provoke(host) {
    const script = '#!/usr/bin/perl\nprint "Content-Type: text/plain\\n\\nsent\\n";\n';
    await host.write('/usr/lib/cgi-bin/contact.cgi', script);
    await host.ok('chmod 755 /usr/lib/cgi-bin/contact.cgi; a2enmod -q cgid; systemctl restart apache2');
    await ask(host, '/cgi-bin/contact.cgi');
    await host.ok("sed -i 's/$/\\r/' /usr/lib/cgi-bin/contact.cgi");
    await visits(host, 10);
    await ask(host, '/cgi-bin/contact.cgi');
  },
  settled: (host) =>
    host.shows(`${SITE_UP} && ${answers('/cgi-bin/contact.cgi', 500)} && ${errorLog('contact.cgi.*failed')}`),
  expect: { lead: ['cgi-premature-end', 'unexplained-errors'], found: [], absent: [], impact: 'degraded' },
});

const noHandler = defineFault({
  id: 'r2-proxy-http-not-enabled',
  title: 'the proxy was enabled without mod_proxy_http',
  flavour: 'event',
  async provoke(host) {
    await visits(host);
    await host.ok('a2enmod -q proxy; a2dismod -qf proxy_http proxy_wstunnel');
    await serveSites(host, proxySite('http://127.0.0.1:9001/'));
    await visits(host);
  },
  settled: (host) => host.shows(`${answers('/', 500)} && ${errorLog('AH01144')}`),
  expect: { lead: ['unexplained-errors', 'site-failing', 'module-load-failed'], found: [], absent: [], impact: 'down' },
});

const selfProxy = defineFault({
  id: 'r2-proxy-to-itself',
  title: 'the site proxies to its own address, and one visitor fills every worker',
  flavour: 'event',
  async provoke(host) {
    await visits(host);
    await configure(host, FEW_WORKERS.event);
    await host.ok('a2enmod -q proxy_http');
    await serveSites(host, proxySite('http://127.0.0.1/', 'ProxyPreserveHost On\n'));
    await host.load({ path: '/', clients: 2, seconds: 300, timeoutMs: 60_000 });
  },
  settled: (host) => host.shows(`! ${SITE_UP} && ss -Htnp state established dport = :80 | grep -q apache2`),
  expect: { lead: 'proxy-loop', found: ['proxy-loop'], absent: [], impact: 'down' },
});

const sslProxy = defineFault({
  id: 'r2-no-ssl-proxy-engine',
  title: 'the backend moved to https, and SSLProxyEngine is not on',
  flavour: 'event',
  async provoke(host) {
    await visits(host);
    await host.ok('a2enmod -q proxy_http ssl');
    await startBackend(host, 'close');
    await serveSites(host, proxySite('https://127.0.0.1:9001/'));
    await visits(host);
  },
  settled: (host) => host.shows(`${answers('/', 500)} && ${errorLog('SSLProxyEngine')}`),
  expect: { lead: ['unexplained-errors', 'ssl-config-failed', 'site-failing'], found: [], absent: [], impact: 'down' },
});

export const faults = [longLogin, phpValue, fpmSocket, cgiCrlf, noHandler, selfProxy, sslProxy];
