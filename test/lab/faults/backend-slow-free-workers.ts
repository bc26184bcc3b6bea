import { defineFault } from '../fault.ts';
import { serveSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const slow = `use IO::Socket::INET; $SIG{CHLD} = "IGNORE";
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 9001, Listen => 100, ReuseAddr => 1) or die;
while (my $client = $server->accept) {
  next if fork; sysread $client, my $request, 4096; sleep 8;
  print $client "HTTP/1.0 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"; close $client; exit;
}
`;

export const fault = defineFault({
  id: 'backend-slow-free-workers',
  title: 'a backend takes 8 s for each answer; workers are free',
  flavour: 'event',
  async provoke(host) {
    await host.write('/usr/local/lib/slow.pl', slow);
    await host.ok('systemd-run -q --unit=slow perl /usr/local/lib/slow.pl');
    await host.ok('a2enmod -q proxy proxy_http');
    await serveSites(
      host,
      `<VirtualHost *:80>\nProxyPass / http://127.0.0.1:9001/\nCustomLog \${APACHE_LOG_DIR}/access.log combined\n</VirtualHost>\n`,
    );
    await host.load({ path: '/', clients: 6, seconds: 600, timeoutMs: 20_000 });
  },
  settled: (host) => host.shows(`[ "$(grep -c ' 200 ' /var/log/apache2/access.log)" -ge 4 ]`),
  expect: {
    lead: 'backend-slow',
    found: [],
    absent: notAbout(),
    impact: 'degraded',
  },
});
