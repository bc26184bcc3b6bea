import { defineFault } from '../fault.ts';
import { configure, restart, startBackend } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'backend-slow-nearly',
  title: 'nearly every worker waits for a backend that never answers; two are left (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await startBackend(host, 'hang');
    await configure(
      host,
      'ServerLimit 20\nMaxRequestWorkers 20\nStartServers 20\nMinSpareServers 2\nMaxSpareServers 20\nProxyPass /app/ http://127.0.0.1:9001/\n',
    );
    await restart(host);
    await host.load({ path: '/app/', clients: 18, seconds: 600, timeoutMs: 180_000 });
  },
  settled: (host) =>
    host.shows(
      '[ "$(curl -fsS -m 2 "http://127.0.0.1/server-status?auto" | sed -n "s/^Scoreboard: //p" | tr -dc W | wc -c)" -ge 18 ]',
    ),
  expect: {
    lead: ['backend-slow', 'backend-bound', 'near-max-request-workers'],
    found: ['backend-bound'],
    absent: [...notAbout('backend'), 'slow-clients'],
  },
});
