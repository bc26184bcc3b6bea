import { defineFault } from '../fault.ts';
import {
  configure,
  enableLab,
  errorLog,
  longRequests,
  restartIntoFailure,
  SITE_UP,
  serveSites,
  siteText,
  unitIs,
  visits,
  writeSites,
} from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const CALM = { lead: null, found: [], absent: notAbout(), impact: 'serving' } as const;

const PROBED = [
  '/wp-login.php',
  '/.env',
  '/phpmyadmin/index.php',
  '/.git/config',
  '/cgi-bin/.%2e/.%2e/.%2e/etc/passwd',
];

export const faults = [
  defineFault({
    id: 'r1-calm-scanned-by-robots',
    title: 'robots look for holes: hundreds of 404, some 400; the site is well',
    flavour: 'event',
    async provoke(host) {
      await visits(host, 100);
      for (const path of PROBED) await host.requests({ path, clients: 1, seconds: 20, requests: 40 });
      await host.ok(
        'for i in $(seq 10); do printf "\\026\\003\\001\\000\\245\\001" | timeout 2 bash -c "cat >/dev/tcp/127.0.0.1/80" || true; done',
      );
      await visits(host, 40);
    },
    settled: (host) => host.shows(`${SITE_UP} && grep -q '" 404 ' /var/log/apache2/access.log`),
    expect: CALM,
  }),
  defineFault({
    id: 'r1-calm-everything-needs-a-login',
    title: 'every page of the intranet needs a login, and logins work',
    flavour: 'event',
    async provoke(host) {
      await writeSites(host, 'intra.example');
      await host.ok('htpasswd -bc /etc/apache2/staff.htpasswd ann secret 2>/dev/null');
      await serveSites(
        host,
        siteText(
          'intra.example',
          '<Location "/">\nAuthType Basic\nAuthName staff\nAuthUserFile /etc/apache2/staff.htpasswd\nRequire valid-user\n</Location>',
        ),
      );
      await visits(host, 30);
      await host.ok(
        'for i in $(seq 30); do curl -fs -m 2 -u ann:secret -o /dev/null http://127.0.0.1/; done; for i in 1 2 3; do curl -s -m 2 -u ann:wrong -o /dev/null http://127.0.0.1/; done',
      );
    },
    settled: (host) =>
      host.shows(
        '! curl -fs -m 2 -o /dev/null http://127.0.0.1/ && curl -fs -m 2 -u ann:secret -o /dev/null http://127.0.0.1/',
      ),
    expect: CALM,
  }),
  defineFault({
    id: 'r1-calm-application-back',
    title: 'the application was away during its deployment and is back',
    flavour: 'event',
    async provoke(host) {
      const start = 'systemd-run -q --unit=app php -S 127.0.0.1:9001 -t /srv/app';
      await host.write('/srv/app/index.html', 'app\n');
      await host.ok(`a2enmod -q proxy_http; ${start}`);
      await host.shows('curl -fs -o /dev/null http://127.0.0.1:9001/');
      await serveSites(
        host,
        `<VirtualHost *:80>\nServerName shop.example\nProxyPass / http://127.0.0.1:9001/ retry=1\nCustomLog \${APACHE_LOG_DIR}/access.log combined\n</VirtualHost>\n`,
      );
      await visits(host, 30);
      await host.ok('systemctl stop app');
      await visits(host, 15);
      await host.ok(start);
      await host.shows(SITE_UP);
      await visits(host, 80);
    },
    settled: (host) => host.shows(`${errorLog('AH00957|AH01114')} && ${SITE_UP}`),
    expect: CALM,
  }),
  defineFault({
    id: 'r1-calm-retired-site-gone',
    title: 'a retired site answers 410 to all who still come, on purpose; the shop is well',
    flavour: 'event',
    async provoke(host) {
      await writeSites(host, 'shop.example', 'old.example');
      await serveSites(host, siteText('shop.example') + siteText('old.example', 'Redirect gone /'));
      await visits(host, 60);
      await host.ok(
        'for i in $(seq 80); do curl -s -m 2 -H "Host: old.example" -o /dev/null http://127.0.0.1/page/$i; done',
      );
    },
    settled: (host) => host.shows(`${SITE_UP} && grep -q ' 410 ' /var/log/apache2/old.example.log`),
    expect: CALM,
  }),
  defineFault({
    id: 'r1-calm-typo-corrected',
    title: 'a typing mistake kept Apache from starting; it was corrected and Apache runs',
    flavour: 'event',
    async provoke(host) {
      await visits(host, 30);
      await configure(host, 'KeepAliveTimeut 3\n');
      await restartIntoFailure(host);
      await configure(host, 'KeepAliveTimeout 3\n');
      await host.ok('systemctl start apache2');
      await visits(host, 60);
    },
    settled: (host) =>
      host.shows(`journalctl -u apache2 -o cat | grep -q KeepAliveTimeut && ${unitIs('active')} && ${SITE_UP}`),
    expect: CALM,
  }),
  defineFault({
    id: 'r1-calm-long-polling',
    title: 'thirty clients keep long polls open, as the application wants it; there is room for five times as many',
    flavour: 'event',
    async provoke(host) {
      await enableLab(host);
      await visits(host, 60);
      await longRequests(host, 30);
    },
    settled: (host) => host.shows(`[ "$(ss -Htn state established sport = :80 | wc -l)" -ge 28 ] && ${SITE_UP}`),
    expect: CALM,
  }),
];
