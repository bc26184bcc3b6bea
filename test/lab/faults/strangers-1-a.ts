import { defineFault } from '../fault.ts';
import {
  errorLog,
  restartIntoFailure,
  SITE_DOWN,
  serveSites,
  setUnit,
  siteText,
  visits,
  writeSites,
} from '../recipes.ts';

const MAINTENANCE_PAGE = `<?php
if (file_exists(__DIR__ . '/.maintenance')) {
  http_response_code(503);
  header('Retry-After: 600');
  die('Briefly unavailable for scheduled maintenance. Check back in a minute.');
}
echo 'shop';
`;

const SESSION_PAGE = `<?php
if (!session_start()) throw new RuntimeException('cannot start a session');
echo 'welcome';
`;

const LOG_SHIPPER = `#!/usr/bin/perl
my $lines = 0;
while (<STDIN>) { sleep if ++$lines > 50; }
`;

export const faults = [
  defineFault({
    id: 'r1-wordpress-maintenance-left',
    title: 'an update of the shop was interrupted and left its .maintenance file: every page is a 503',
    flavour: 'prefork-php',
    async provoke(host) {
      await host.ok('rm -f /var/www/html/index.html');
      await host.write('/var/www/html/index.php', MAINTENANCE_PAGE);
      await visits(host, 30);
      await host.write('/var/www/html/.maintenance', '<?php $upgrading = 1717718400; ?>\n');
      await visits(host, 40);
    },
    settled: (host) => host.shows('curl -s -m 2 http://127.0.0.1/ | grep -q "Briefly unavailable"'),
    expect: { lead: 'site-failing', found: [], absent: [], impact: 'down' },
  }),
  defineFault({
    id: 'r1-php-sessions-out-of-inodes',
    title: 'the file system of the PHP sessions has no inodes left: nobody gets a session, every page is a 500',
    flavour: 'prefork-php',
    async provoke(host) {
      await host.ok(
        'mount -t tmpfs -o size=8m,nr_inodes=200,mode=1733 tmpfs /var/lib/php/sessions; rm -f /var/www/html/index.html; systemctl restart apache2',
      );
      await host.write('/var/www/html/index.php', SESSION_PAGE);
      await visits(host, 260);
    },
    settled: (host) =>
      host.shows(
        `${errorLog('No space left on device')} && [ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 500 ]`,
      ),
    expect: { lead: ['inodes-exhausted', 'other-disk-full', 'php-fatal'], found: [], absent: [], impact: 'down' },
  }),
  defineFault({
    id: 'r1-log-shipper-stuck',
    title: 'the program that the access log is piped to no longer reads: every worker waits to write its line',
    flavour: 'event',
    async provoke(host) {
      await host.write('/usr/local/bin/ship-logs', LOG_SHIPPER);
      await host.ok('chmod 755 /usr/local/bin/ship-logs');
      await serveSites(
        host,
        '<VirtualHost *:80>\nDocumentRoot /var/www/html\nCustomLog "|/usr/local/bin/ship-logs" combined\n</VirtualHost>\n',
      );
      await host.load({ path: '/', clients: 200, seconds: 600, timeoutMs: 20_000, pauseMs: 200 });
    },
    settled: (host) => host.shows(SITE_DOWN, 60_000),
    expect: {
      lead: ['piped-log-failed', 'site-failing', 'max-request-workers'],
      found: [],
      absent: [],
      impact: 'down',
    },
  }),
  defineFault({
    id: 'r1-start-guard-fails',
    title: 'a drop-in lets Apache start only when a share is mounted, and it is not',
    flavour: 'event',
    async provoke(host) {
      await visits(host);
      await host.write(
        '/usr/local/sbin/wait-for-share',
        '#!/bin/sh\nmountpoint -q /srv/share || { echo "wait-for-share: /srv/share is not mounted, giving up" >&2; exit 1; }\n',
      );
      await host.ok('mkdir -p /srv/share; chmod 755 /usr/local/sbin/wait-for-share');
      await setUnit(host, 'ExecStartPre=/usr/local/sbin/wait-for-share');
      await restartIntoFailure(host);
    },
    settled: (host) => host.shows(`journalctl -u apache2 -o cat | grep -q 'is not mounted' && ${SITE_DOWN}`),
    expect: { lead: 'start-hook-failed', found: [], absent: [], impact: 'down' },
  }),
  defineFault({
    id: 'r1-home-hidden-by-hardening',
    title: 'the unit was hardened with ProtectHome, and the site is kept under /home',
    flavour: 'event',
    async provoke(host) {
      await host.write('/home/shop/public_html/index.html', '<h1>shop</h1>\n');
      await host.ok('chmod 755 /home/shop /home/shop/public_html');
      await serveSites(host, siteText('shop.example').replaceAll('/srv/shop.example', '/home/shop/public_html'));
      await visits(host, 30);
      await setUnit(host, 'ProtectHome=yes');
      await host.ok('systemctl restart apache2');
      await visits(host, 40);
    },
    settled: (host) =>
      host.shows(
        '[ -s /home/shop/public_html/index.html ] && ! curl -fs -m 2 -o /dev/null http://127.0.0.1/ && [ "$(systemctl show -P ProtectHome apache2)" = yes ]',
      ),
    expect: {
      lead: ['content-missing', 'sandbox-failed', 'access-denied-to-all', 'site-failing'],
      found: [],
      absent: [],
      impact: 'down',
    },
  }),
  defineFault({
    id: 'r1-perl-script-with-windows-newlines',
    title: 'the order form, a CGI script, was edited on Windows: its first line names no program, every order is a 500',
    flavour: 'event',
    async provoke(host) {
      await host.write(
        '/usr/lib/cgi-bin/order.pl',
        '#!/usr/bin/perl\r\nprint "Content-Type: text/plain\\r\\n\\r\\nthank you";\r\n',
      );
      await host.ok('chmod 755 /usr/lib/cgi-bin/order.pl; a2enmod -q cgid; systemctl restart apache2');
      await visits(host, 30);
      await host.requests({ path: '/cgi-bin/order.pl', clients: 1, seconds: 20, requests: 25 });
      await visits(host, 10);
    },
    settled: (host) =>
      host.shows(
        `${errorLog('order.pl')} && [ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/cgi-bin/order.pl)" = 500 ]`,
      ),
    expect: { lead: ['cgi-premature-end', 'unexplained-errors'], found: [], absent: [], impact: 'degraded' },
  }),
  defineFault({
    id: 'r1-says-gzip-sends-plain',
    title: 'a header says every answer is gzip, and it is plain text: no browser can show a page',
    flavour: 'event',
    async provoke(host) {
      await visits(host, 20);
      await writeSites(host, 'shop.example');
      await host.ok('a2enmod -q headers');
      await serveSites(host, siteText('shop.example', 'SetEnv no-gzip 1\nHeader always set Content-Encoding gzip'));
      await visits(host, 40);
    },
    settled: (host) =>
      host.shows(
        'curl -fs -m 2 -o /dev/null http://127.0.0.1/ && ! curl -fs -m 2 --compressed -o /dev/null http://127.0.0.1/',
      ),
    expect: { lead: ['site-failing', 'unexplained-errors'], found: [], absent: [], impact: 'down' },
  }),
];
