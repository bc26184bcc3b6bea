import { defineFault } from '../fault.ts';
import { configure, errorLog, SITE_UP, serveSites, siteText, visits, writeSites } from '../recipes.ts';

const SELF_SIGNED = (name: string, folder: string) =>
  `mkdir -p ${folder} && openssl req -x509 -newkey rsa:2048 -nodes -days 300 -subj /CN=${name} -addext subjectAltName=DNS:${name} -keyout ${folder}/${name}.key -out ${folder}/${name}.pem 2>/dev/null`;

const TLS_SITE = (name: string) => `<VirtualHost *:8443>
ServerName ${name}
DocumentRoot /srv/${name}
<Directory /srv/${name}>
Require all granted
</Directory>
ErrorLog \${APACHE_LOG_DIR}/error.log
CustomLog \${APACHE_LOG_DIR}/access.log combined
SSLEngine on
SSLCertificateFile /etc/ssl/sites/${name}.pem
SSLCertificateKeyFile /etc/ssl/sites/${name}.key
</VirtualHost>
`;

const HAPROXY = `global
  maxconn 200
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend www
  bind :443 ssl crt /etc/haproxy/shop.example.both
  default_backend web
backend web
  server apache 127.0.0.1:80
`;

const TO_HTTPS = `RewriteEngine on
RewriteCond %{HTTP:X-Forwarded-Proto} !=https
RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]`;

const LDAP_LOGIN = `<Location "/">
AuthType Basic
AuthName staff
AuthBasicProvider ldap
AuthLDAPURL "ldap://ldap.corp.example:389/ou=people,dc=corp,dc=example?uid"
Require valid-user
</Location>`;

const LOCK_BODY =
  '<?xml version="1.0"?><lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>ann</owner></lockinfo>';

const CODE = (more: string) => `"$(curl -sk -m 5 -o /dev/null -w '%{http_code}' ${more})"`;

export const faults = [
  defineFault({
    id: 'r1-front-nginx-sends-no-server-name',
    title: 'the nginx in front speaks TLS to Apache without naming the site: since the update every request is a 421',
    flavour: 'event',
    async provoke(host) {
      await writeSites(host, 'intra.example', 'shop.example');
      await host.ok(SELF_SIGNED('intra.example', '/etc/ssl/sites'));
      await host.ok(SELF_SIGNED('shop.example', '/etc/ssl/sites'));
      await host.write('/etc/apache2/ports.conf', 'Listen 8443\n');
      await serveSites(host, TLS_SITE('intra.example') + TLS_SITE('shop.example'));
      await host.write(
        '/etc/nginx/sites-enabled/default',
        `server { listen 80 default_server; location / { proxy_pass https://127.0.0.1:8443; proxy_set_header Host shop.example; } }\n`,
      );
      await host.ok('systemctl restart nginx');
      await visits(host, 40);
    },
    settled: (host) => host.shows(`[ ${CODE('http://127.0.0.1/')} = 421 ]`),
    expect: { lead: ['site-failing', 'unexplained-errors'], found: [], absent: [], impact: 'down' },
  }),
  defineFault({
    id: 'r1-redirect-loop-behind-balancer',
    title: 'the balancer ends TLS and no longer says so: Apache sends everybody to https again and again',
    flavour: 'event',
    async provoke(host) {
      await writeSites(host, 'shop.example');
      await host.ok(`${SELF_SIGNED('shop.example', '/etc/haproxy')} && cd /etc/haproxy && cat shop.example.key shop.example.pem >shop.example.both
        a2enmod -q rewrite`);
      await serveSites(host, siteText('shop.example', TO_HTTPS));
      await host.write('/etc/apache2/ports.conf', 'Listen 80\n');
      await host.ok('systemctl restart apache2');
      await host.write('/etc/haproxy/haproxy.cfg', HAPROXY);
      await host.ok('systemctl restart haproxy');
      await visits(host, 20);
      await host.ok('for i in $(seq 20); do curl -skL --max-redirs 3 -o /dev/null https://127.0.0.1/ || true; done');
    },
    settled: (host) => host.shows('curl -skL --max-redirs 10 -m 10 -o /dev/null https://127.0.0.1/; [ $? = 47 ]'),
    expect: { lead: 'redirect-loop', found: [], absent: [], impact: 'down' },
  }),
  defineFault({
    id: 'r1-ldap-server-gone',
    title: 'the LDAP server is gone: whoever logs in gets a 500',
    flavour: 'event',
    async provoke(host) {
      await writeSites(host, 'intra.example');
      await host.ok('a2enmod -q authnz_ldap; echo 127.0.0.5 ldap.corp.example >>/etc/hosts');
      await serveSites(host, siteText('intra.example', LDAP_LOGIN));
      await host.ok(
        'for i in $(seq 30); do curl -s -m 10 -o /dev/null http://127.0.0.1/; curl -s -m 10 -u ann:secret -o /dev/null http://127.0.0.1/; done',
        120_000,
      );
    },
    settled: (host) =>
      host.shows(
        `[ ${CODE('-u ann:secret http://127.0.0.1/')} = 500 ] && ! bash -c 'echo >/dev/tcp/ldap.corp.example/389'`,
      ),
    expect: {
      lead: ['site-failing', 'backend-down', 'unexplained-errors', 'error-rate-high'],
      found: [],
      absent: [],
      impact: 'down',
    },
  }),
  defineFault({
    id: 'r1-login-cookie-too-long',
    title: 'the single sign-on grew its cookie over the limit of a header line: whoever is logged in gets a 400',
    flavour: 'event',
    async provoke(host) {
      await visits(host, 20);
      await host.ok(
        'printf "Cookie: sso=%s" "$(head -c 6600 /dev/urandom | base64 -w0)" >/tmp/cookie; for i in $(seq 40); do curl -s -m 2 -H @/tmp/cookie -o /dev/null http://127.0.0.1/account; done',
      );
      await visits(host, 10);
    },
    settled: (host) => host.shows(`[ ${CODE('-H @/tmp/cookie http://127.0.0.1/')} = 400 ] && ${SITE_UP}`),
    expect: {
      lead: ['error-rate-high', 'unexplained-errors', 'site-failing'],
      found: [],
      absent: [],
      impact: 'degraded',
    },
  }),
  defineFault({
    id: 'r1-webdav-locks-of-root',
    title: 'a restored backup left the folder of the WebDAV locks to root: nobody can save a document',
    flavour: 'event',
    async provoke(host) {
      await host.ok(
        'mkdir -p /srv/dav /var/lib/dav-locks; chown www-data: /srv/dav; chmod 755 /var/lib/dav-locks; a2enmod -q dav_fs dav_lock',
      );
      await host.write('/srv/dav/plan.txt', 'plan\n');
      await configure(
        host,
        'DavLockDB /var/lib/dav-locks/db\nAlias /dav /srv/dav\n<Directory /srv/dav>\nDAV on\nRequire all granted\n</Directory>\n',
      );
      await host.ok('systemctl restart apache2');
      await visits(host, 20);
      await host.write('/tmp/lock.xml', LOCK_BODY);
      await host.ok(
        'for i in $(seq 30); do curl -s -m 2 -X LOCK --data-binary @/tmp/lock.xml -H "Content-Type: text/xml" -o /dev/null http://127.0.0.1/dav/plan.txt; done',
      );
    },
    settled: (host) =>
      host.shows(
        `[ ${CODE('-X LOCK --data-binary @/tmp/lock.xml http://127.0.0.1/dav/plan.txt')} = 500 ] && ${errorLog('dav')} && ${SITE_UP}`,
      ),
    expect: { lead: 'unexplained-errors', found: [], absent: [], impact: 'degraded' },
  }),
  defineFault({
    id: 'r1-balancer-on-the-ban-list',
    title: 'a script against floods put the address of the balancer on the ban list: everybody gets a 403',
    flavour: 'event',
    async provoke(host) {
      await writeSites(host, 'shop.example');
      await host.write('/etc/apache2/banned.list', 'Require not ip 203.0.113.9\n');
      await serveSites(
        host,
        siteText(
          'shop.example',
          '<Location "/">\n<RequireAll>\nRequire all granted\nInclude /etc/apache2/banned.list\n</RequireAll>\n</Location>',
        ),
      );
      await visits(host, 60);
      await host.ok(
        `awk '{print $1}' /var/log/apache2/shop.example.log | sort | uniq -c | sort -rn | awk 'NR==1 {print "Require not ip " $2}' >>/etc/apache2/banned.list; systemctl reload apache2`,
      );
      await visits(host, 60);
    },
    settled: (host) =>
      host.shows(
        `${errorLog('AH01630')} && ${SITE_UP} && tail -n 5 /var/log/apache2/shop.example.log | grep -q ' 403 '`,
      ),
    expect: { lead: 'access-denied-to-all', found: [], absent: [], impact: 'down' },
  }),
  defineFault({
    id: 'r1-fpm-kills-the-report',
    title: 'the pool of PHP ends whatever takes longer than three seconds, and the monthly report takes eight',
    flavour: 'event',
    async provoke(host) {
      await host.ok(
        "sed -i 's/^;request_terminate_timeout .*/request_terminate_timeout = 3s/' /etc/php/8.2/fpm/pool.d/www.conf; a2enmod -q proxy_fcgi; a2enconf -q php8.2-fpm; systemctl restart php8.2-fpm apache2",
      );
      await host.write('/var/www/html/report.php', "<?php sleep(8); echo 'report';\n");
      await visits(host, 30);
      await host.requests({ path: '/report.php', clients: 3, seconds: 40, requests: 5 });
      await visits(host, 10);
    },
    settled: (host) =>
      host.shows(
        `grep -q 'terminating' /var/log/php8.2-fpm.log && ${errorLog('report.php|AH01067|AH01075')} && ${SITE_UP}`,
      ),
    expect: {
      lead: ['fcgi-backend-timeout', 'fcgi-backend-down', 'backend-reset'],
      found: [],
      absent: [],
      impact: 'degraded',
    },
  }),
];
