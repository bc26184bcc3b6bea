import { defineFault, type FaultHost } from '../fault.ts';
import { configure, enableLab, restart, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const SITE_HANGS = '! curl -fsS -m 2 -o /dev/null http://127.0.0.1/';

/** A FastCGI pool of two processes that need ten seconds for each request, on a socket; as PHP-FPM with pm.max_children 2. */
const pool = `use IO::Socket::UNIX; $SIG{PIPE} = "IGNORE"; unlink "/run/pool.sock";
my $server = IO::Socket::UNIX->new(Type => SOCK_STREAM(), Local => "/run/pool.sock", Listen => 100) or die; chmod 0666, "/run/pool.sock";
my $body = "Content-Type: text/plain\\r\\n\\r\\nok\\n"; fork;
while (my $client = $server->accept) { sysread $client, my $request, 65536; sleep 10;
  print $client pack("CCnnCC", 1, 6, 1, length $body, 0, 0), $body, pack("CCnnCC", 1, 6, 1, 0, 0, 0), pack("CCnnCC", 1, 3, 1, 8, 0, 0), pack("NCCCC", 0, 0, 0, 0, 0); close $client }
`;

/** A backend that answers everything after so many seconds, each request in a process of its own. */
function backend(seconds: number): string {
  return `use IO::Socket::INET; $SIG{CHLD} = "IGNORE"; $SIG{PIPE} = "IGNORE";
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 9001, Listen => 100, ReuseAddr => 1) or die;
while (my $client = $server->accept) {
  next if fork; sysread $client, my $request, 4096; sleep ${seconds};
  print $client "HTTP/1.0 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"; exit;
}
`;
}

async function start(host: FaultHost, program: string): Promise<void> {
  await host.write('/usr/local/lib/backend.pl', program);
  await host.ok('systemd-run -q --unit=backend perl /usr/local/lib/backend.pl');
}

/** Something is waited for, and no log says what. */
export const faults = [
  defineFault({
    id: 'pool-busy',
    title: 'both processes of a FastCGI pool are busy and requests queue at its socket; workers are free',
    flavour: 'event',
    async provoke(host) {
      await start(host, pool);
      await host.ok('a2enmod -q proxy proxy_fcgi');
      await configure(
        host,
        '<FilesMatch "\\.php$">\nSetHandler "proxy:unix:/run/pool.sock|fcgi://localhost"\n</FilesMatch>\nDirectoryIndex index.php\n',
      );
      await host.ok('rm /var/www/html/index.html; echo ok >/var/www/html/index.php');
      await host.ok('systemctl restart apache2');
      await host.load({ path: '/index.php', clients: 12, seconds: 600, timeoutMs: 60_000 });
    },
    settled: (host) => host.shows(`ss -Hxln src /run/pool.sock | awk '{ exit !($3 > 2) }'`),
    expect: { lead: 'backend-slow', found: ['backend-slow'], absent: notAbout('capacity') },
  }),
  defineFault({
    id: 'children-stopped',
    title: 'every child was stopped by SIGSTOP',
    flavour: 'prefork-php',
    async provoke(host) {
      await host.ok('pkill -STOP -P "$(cat /run/apache2/apache2.pid)"');
    },
    settled: (host) => host.shows(SITE_HANGS),
    expect: { lead: 'process-stopped', found: ['process-stopped'], absent: notAbout('capacity'), impact: 'down' },
  }),
  defineFault({
    id: 'local-ports-gone',
    title: 'a backend is asked over a new connection each time, and only ten local ports are allowed',
    flavour: 'event',
    async provoke(host) {
      await start(host, backend(0));
      await host.narrowPorts(50_000, 50_009);
      await configure(host, 'ProxyPass /app/ http://127.0.0.1:9001/ disablereuse=on\n');
      await restart(host);
      await host.load({ path: '/app/', clients: 4, seconds: 600, pauseMs: 100 });
    },
    settled: (host) => host.shows('grep -q "(99)Cannot assign requested address" /var/log/apache2/error.log'),
    expect: { lead: 'local-ports-exhausted', found: ['local-ports-exhausted'], absent: ['max-request-workers'] },
  }),
  defineFault({
    id: 'healthy-long-polls',
    title: 'a dozen clients wait for news behind the proxy, by design; the site is well',
    flavour: 'event',
    async provoke(host) {
      await start(host, backend(25));
      await configure(host, 'ProxyPass /poll/ http://127.0.0.1:9001/\n');
      await restart(host);
      await host.load({ path: '/poll/', clients: 12, seconds: 600, timeoutMs: 60_000 });
      await host.ok('sleep 4');
    },
    settled: (host) => host.shows(SITE_UP),
    expect: { lead: null, found: [], absent: [...notAbout(), 'backend-slow'], impact: 'serving' },
  }),
  defineFault({
    id: 'healthy-long-downloads',
    title: 'a few clients read a large answer slowly; the site is well',
    flavour: 'event',
    async provoke(host) {
      await enableLab(host);
      await host.load({ path: '/lab/sleep?60', clients: 3, seconds: 600, timeoutMs: 90_000 });
      await host.ok('sleep 2');
    },
    settled: (host) => host.shows(SITE_UP),
    expect: { lead: null, found: [], absent: [...notAbout(), 'backend-slow'], impact: 'serving' },
  }),
];
