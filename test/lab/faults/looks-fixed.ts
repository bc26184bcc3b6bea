import { defineFault, type FaultHost } from '../fault.ts';
import {
  configure,
  configureNginx,
  enableLab,
  errorLog,
  replaceKey,
  restart,
  restartIntoFailure,
  SITE_DOWN,
  serveTls,
  traffic,
} from '../recipes.ts';
import { notAbout } from '../subjects.ts';

/** Starts a backend on this port that closes every `nth` connection without an answer; 0 for none. */
async function startBackendFailing(host: FaultHost, port: number, nth: number): Promise<void> {
  await host.write(
    `/usr/local/lib/backend-${port}.pl`,
    `use IO::Socket::INET; $SIG{PIPE} = "IGNORE"; my $n = 0;
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => ${port}, Listen => 100, ReuseAddr => 1) or die;
while (my $client = $server->accept) { sysread $client, my $request, 4096; $n++;
  print $client "HTTP/1.0 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nok\\n" unless ${nth} && $n % ${nth} == 0; close $client }
`,
  );
  await host.ok(`systemd-run -q --unit=backend-${port} perl /usr/local/lib/backend-${port}.pl`);
  await host.shows(`ss -Hltn sport = :${port} | grep -q LISTEN`);
}

/** Hosts on which something looks fixed and is not, or not all of it. */
export const faults = [
  defineFault({
    id: 'half-fixed-typo',
    title: 'the typo is corrected and the syntax check passes, but nobody has started the server again',
    flavour: 'event',
    async provoke(host) {
      await configure(host, 'KeepAlvie On\n');
      await restartIntoFailure(host);
      await configure(host, 'KeepAlive On\n');
      await host.ok('sleep 2');
    },
    settled: (host) => host.shows(SITE_DOWN),
    expect: {
      lead: 'config-unknown-directive',
      found: ['not-running'],
      absent: notAbout('configuration', 'service'),
      impact: 'down',
    },
  }),
  defineFault({
    id: 'half-fixed-port',
    title: 'the other web server that held port 80 is stopped, but Apache is not started',
    flavour: 'event',
    async provoke(host) {
      await host.ok('systemctl stop apache2');
      await configureNginx(host);
      await host.ok('systemctl start nginx');
      await host.sh('systemctl start apache2');
      await host.ok('systemctl stop nginx');
    },
    settled: (host) => host.shows(SITE_DOWN),
    expect: {
      lead: ['port-conflict', 'start-failed', 'unit-failed', 'not-running'],
      found: ['port-conflict', 'not-running'],
      absent: notAbout('ports', 'service'),
      impact: 'down',
    },
  }),
  defineFault({
    id: 'half-fixed-key',
    title: 'the right key is back, but the server that a reload ended was not started',
    flavour: 'event',
    async provoke(host) {
      await serveTls(host);
      await host.ok('cp -p /etc/ssl/lab/site.key /root/site.key');
      await replaceKey(host, 'foreign');
      await host.sh('systemctl reload apache2');
      await host.shows(errorLog('AH02565'));
      await host.ok('cp -p /root/site.key /etc/ssl/lab/site.key; sleep 2');
    },
    settled: (host) => host.shows(SITE_DOWN),
    expect: {
      lead: 'ssl-key-mismatch',
      found: ['not-running'],
      absent: notAbout('tls', 'service'),
      impact: 'down',
    },
  }),
  defineFault({
    id: 'half-fixed-backends',
    title: 'two backends were down and one is back: the other still refuses',
    flavour: 'event',
    async provoke(host) {
      await configure(
        host,
        'ProxyPass /app/ http://127.0.0.1:9001/ retry=0\nProxyPass /api/ http://127.0.0.1:9002/ retry=0\n',
      );
      await restart(host);
      await traffic(host, '/app/', 20);
      await traffic(host, '/api/', 20);
      await startBackendFailing(host, 9001, 0);
      await traffic(host, '/app/', 200);
    },
    settled: (host) => host.shows(errorLog('\\(111\\)Connection refused: AH00957')),
    expect: { lead: 'backend-down', found: ['backend-down'], absent: notAbout('backend') },
  }),
  defineFault({
    id: 'half-fixed-untouched-backend',
    title: 'the backend is up again, but nothing has been asked of it since',
    flavour: 'event',
    async provoke(host) {
      await configure(host, 'ProxyPass /app/ http://127.0.0.1:9001/ retry=0\n');
      await restart(host);
      await traffic(host, '/app/', 20);
      await startBackendFailing(host, 9001, 0);
      await host.ok('sleep 62', 90_000);
      await traffic(host, '/', 60);
    },
    settled: (host) => host.shows(errorLog('\\(111\\)Connection refused: AH00957')),
    expect: { lead: 'backend-down', found: ['backend-down'], absent: notAbout('backend') },
  }),
  defineFault({
    id: 'backend-fails-sometimes',
    title: 'the backend drops one request in twenty, and the newest ones went well',
    flavour: 'event',
    async provoke(host) {
      await startBackendFailing(host, 9001, 20);
      await configure(
        host,
        'ProxyPass /app/ http://127.0.0.1:9001/ retry=0 disablereuse=On\nSetEnv proxy-initial-not-pooled 1\n',
      );
      await restart(host);
      await traffic(host, '/app/', 416);
    },
    settled: (host) => host.shows(errorLog('AH0110[0-9]|AH01102|AH01110')),
    expect: { lead: ['backend-reset', 'error-rate-high'], found: ['backend-reset'], absent: notAbout('backend') },
  }),
  defineFault({
    id: 'restarted-and-crashes-again',
    title: 'a module crashes its children; each restart helps for a moment',
    flavour: 'event',
    async provoke(host) {
      await enableLab(host);
      for (let round = 0; round < 3; round++) {
        await host.requests({ path: '/lab/crash', clients: 1, requests: 3, seconds: 10 });
        await host.ok('sleep 6');
        await restart(host);
        await traffic(host, '/', 40);
      }
    },
    settled: (host) => host.shows(errorLog('AH00052: child pid [0-9]+ exit signal Segmentation fault')),
    expect: { lead: ['segfault', 'crashing-module'], found: ['segfault'], absent: notAbout('crashes') },
  }),
  defineFault({
    id: 'half-fixed-htaccess',
    title: 'one broken .htaccess file was moved away; another below still makes requests fail',
    flavour: 'event',
    async provoke(host) {
      await configure(host, '<Directory /var/www/html>\nAllowOverride FileInfo\n</Directory>\n');
      await host.ok('mkdir -p /var/www/html/shop && echo ok >/var/www/html/shop/index.html');
      await host.write('/var/www/html/.htaccess', 'Options +FollowSymLinks\n');
      await host.ok('systemctl restart apache2');
      await traffic(host, '/', 20);
      await host.ok('mv /var/www/html/.htaccess /var/www/html/shop/.htaccess');
      await traffic(host, '/shop/', 20);
      await traffic(host, '/', 60);
    },
    settled: (host) => host.shows(errorLog('htaccess: Options? .*not allowed here')),
    expect: { lead: 'htaccess-error', found: ['htaccess-error'], absent: notAbout() },
  }),
];
