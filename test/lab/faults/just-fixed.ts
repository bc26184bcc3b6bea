import { defineFault, type Expectation, type FaultHost } from '../fault.ts';
import {
  configure,
  configureNginx,
  enableLab,
  errorLog,
  FEW_WORKERS,
  mountLogs,
  replaceKey,
  restart,
  restartIntoFailure,
  SITE_UP,
  serveTls,
  traffic,
  unitIs,
} from '../recipes.ts';
import { notAbout } from '../subjects.ts';

/** Nothing is wrong any more: only history may name it. */
function isOver(...was: readonly string[]): Expectation {
  return { lead: null, found: was, absent: notAbout(), impact: 'serving' };
}

/** Logs are dated to the second: what follows within the same one is not later. */
async function aWhile(host: FaultHost, seconds = 3): Promise<void> {
  await host.ok(`sleep ${seconds}`, (seconds + 20) * 1_000);
}

/** A FastCGI responder on a socket, which answers everything with `ok`. */
const responder = `use IO::Socket::UNIX; $SIG{PIPE} = "IGNORE"; unlink "/run/pool.sock";
my $server = IO::Socket::UNIX->new(Type => SOCK_STREAM(), Local => "/run/pool.sock", Listen => 100) or die; chmod 0666, "/run/pool.sock";
my $body = "Content-Type: text/plain\\r\\n\\r\\nok\\n";
while (my $client = $server->accept) { sysread $client, my $request, 65536;
  print $client pack("CCnnCC", 1, 6, 1, length $body, 0, 0), $body, pack("CCnnCC", 1, 6, 1, 0, 0, 0), pack("CCnnCC", 1, 3, 1, 8, 0, 0), pack("NCCCC", 0, 0, 0, 0, 0); shutdown $client, 1; 1 while sysread $client, $request, 65536; close $client }
`;

/** Hosts on which something was wrong a moment ago. */
export const faults = [
  defineFault({
    id: 'fixed-typo',
    title: 'a typo ended the server; it was corrected and the server started',
    flavour: 'event',
    async provoke(host) {
      await configure(host, 'KeepAlvie On\n');
      await restartIntoFailure(host);
      await configure(host, 'KeepAlive On\n');
      await restart(host);
      await traffic(host);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: isOver('config-unknown-directive', 'start-failed'),
  }),
  defineFault({
    id: 'fixed-typo-never-down',
    title: 'a reload was refused for a typo; it was corrected, and the server ran all along',
    flavour: 'event',
    async provoke(host) {
      await configure(host, 'KeepAlvie On\n');
      const { exit } = await host.sh('systemctl reload apache2');
      if (exit === 0) throw new Error('the reload was expected to be refused');
      await configure(host, 'KeepAlive On\n');
      await traffic(host);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: isOver('config-unknown-directive'),
  }),
  defineFault({
    id: 'fixed-port',
    title: 'another web server held port 80; it was stopped and Apache started',
    flavour: 'event',
    async provoke(host) {
      await host.ok('systemctl stop apache2');
      await configureNginx(host);
      await host.ok('systemctl start nginx');
      await host.sh('systemctl start apache2');
      await host.ok('systemctl stop nginx && systemctl start apache2');
      await traffic(host);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: isOver('port-conflict', 'start-failed'),
  }),
  defineFault({
    id: 'fixed-pool',
    title: 'the FastCGI pool was down; it was started and answers',
    flavour: 'event',
    async provoke(host) {
      await host.ok('a2enmod -q proxy_fcgi');
      await host.write('/usr/local/lib/pool.pl', responder);
      await configure(host, 'ProxyPassMatch ^/app/(.*\\.php)$ unix:/run/pool.sock|fcgi://localhost/var/www/html\n');
      await restart(host);
      await traffic(host, '/app/index.php', 30);
      await host.ok('systemd-run -q --unit=pool perl /usr/local/lib/pool.pl');
      await host.shows('curl -fsS -m 2 -o /dev/null http://127.0.0.1/app/index.php', 90_000);
      await aWhile(host);
      await traffic(host, '/app/index.php');
    },
    settled: (host) => host.shows(errorLog('AH02454')),
    expect: isOver('fcgi-backend-down'),
  }),
  defineFault({
    id: 'fixed-key',
    title: 'the key did not belong to the certificate; the right one was put back and the server started',
    flavour: 'event',
    async provoke(host) {
      await serveTls(host);
      await host.ok('cp -p /etc/ssl/lab/site.key /root/site.key');
      await replaceKey(host, 'foreign');
      await host.sh('systemctl reload apache2');
      await host.shows(errorLog('AH02565'));
      await host.ok('cp -p /root/site.key /etc/ssl/lab/site.key');
      await host.shows(unitIs('failed'));
      await restart(host);
      await traffic(host);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: isOver('ssl-key-mismatch'),
  }),
  defineFault({
    id: 'fixed-workers',
    title: 'every worker was busy for a while; they are idle again',
    flavour: 'event',
    async provoke(host) {
      await enableLab(host, FEW_WORKERS.event.replace('ServerLimit 2', 'ServerLimit 4'));
      await host.requests({ path: '/lab/sleep?4', clients: 20, requests: 40, seconds: 30 });
      await traffic(host);
    },
    settled: (host) => host.shows(errorLog('AH00484')),
    expect: isOver('max-request-workers'),
  }),
  defineFault({
    id: 'fixed-disk',
    title: 'the disk of the logs was full and the server did not start; room was made',
    flavour: 'event',
    async provoke(host) {
      await mountLogs(host, 'size=512k');
      await restart(host);
      await host.ok("sed -i 's|^PidFile .*|PidFile /var/log/apache2/apache2.pid|' /etc/apache2/apache2.conf");
      await restart(host);
      await host.sh('dd if=/dev/zero of=/var/log/apache2/debug.dump bs=4k 2>/dev/null');
      await host.sh('systemctl restart apache2');
      await aWhile(host);
      await host.ok('rm /var/log/apache2/debug.dump');
      await restart(host);
      await traffic(host);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: isOver(),
  }),
  defineFault({
    id: 'fixed-permission',
    title: 'the document root was unreadable for a moment',
    flavour: 'event',
    async provoke(host) {
      await host.ok('chmod 700 /var/www');
      await traffic(host);
      await host.ok('chmod 755 /var/www');
      await aWhile(host);
      await traffic(host);
    },
    settled: (host) => host.shows(errorLog('AH00035')),
    expect: isOver('content-unreadable'),
  }),
  defineFault({
    id: 'fixed-htaccess',
    title: 'an .htaccess file made every request fail; it was moved away, and nobody has asked since',
    flavour: 'event',
    async provoke(host) {
      await configure(host, '<Directory /var/www/html>\nAllowOverride FileInfo\n</Directory>\n');
      await host.write('/var/www/html/.htaccess', 'Options +FollowSymLinks\n');
      await host.ok('systemctl restart apache2');
      await traffic(host);
      await host.ok('mv /var/www/html/.htaccess /root/');
      await aWhile(host);
    },
    settled: (host) => host.shows(errorLog('htaccess: Options? .*not allowed here')),
    expect: isOver('htaccess-error'),
  }),
  defineFault({
    id: 'fixed-crashing-module',
    title: 'a module crashed its children; it was disabled and the server restarted',
    flavour: 'event',
    async provoke(host) {
      await enableLab(host);
      await host.requests({ path: '/lab/crash', clients: 1, requests: 3, seconds: 10 });
      await host.shows(errorLog('AH00052: child pid [0-9]+ exit signal Segmentation fault'));
      await host.ok('a2dismod -q lab');
      await restart(host);
      await aWhile(host, 61);
      await traffic(host);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: isOver('segfault'),
  }),
  defineFault({
    id: 'fixed-unknown-emergency',
    title: 'a module that nobody knows answered with 500 and an emergency of its own; it was disabled',
    flavour: 'event',
    async provoke(host) {
      await host.write(
        '/etc/apache2/sky.lua',
        'function falls(r)\n  r:emerg("AH09999: the sky is falling, exiting")\n  return 500\nend\n',
      );
      await host.ok('a2enmod -q lua');
      await configure(host, 'LuaHookFixups /etc/apache2/sky.lua falls\n');
      await host.ok('systemctl restart apache2');
      await traffic(host);
      await aWhile(host);
      await host.ok('a2dismod -q lua');
      await configure(host, '');
      await restart(host);
      await traffic(host);
    },
    settled: (host) => host.shows(errorLog('the sky is falling')),
    expect: isOver('unexplained-errors'),
  }),
];
