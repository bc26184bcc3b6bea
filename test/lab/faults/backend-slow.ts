import { defineFault } from '../fault.ts';
import { configure, errorLog, FEW_WORKERS, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'backend-slow',
  title: 'the backend answers every request, but after four seconds: the workers wait for it (worker MPM)',
  flavour: 'event',
  async provoke(host) {
    await host.write(
      '/usr/local/lib/slow.pl',
      `use IO::Socket::INET; $SIG{CHLD} = "IGNORE"; $SIG{PIPE} = "IGNORE";
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 9001, Listen => 100, ReuseAddr => 1) or die;
while (my $client = $server->accept) {
  next if fork; sysread $client, my $request, 4096; sleep 4;
  print $client "HTTP/1.0 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nslow\\n"; exit;
}
`,
    );
    await host.ok(
      'systemd-run -q --unit=backend perl /usr/local/lib/slow.pl && a2dismod -q -f mpm_event && a2enmod -q mpm_worker',
    );
    await configure(host, `${FEW_WORKERS.event}ProxyPass /app/ http://127.0.0.1:9001/\n`);
    await restart(host);
    await host.load({ path: '/app/', clients: 40, seconds: 600 });
  },
  settled: (host) => host.shows(errorLog('AH00286')),
  expect: {
    lead: ['backend-slow', 'backend-bound', 'max-request-workers'],
    found: ['max-request-workers'],
    absent: [...notAbout('capacity'), 'slow-clients', 'scoreboard-full'],
  },
});
