import { defineFault } from '../fault.ts';
import { configure, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'keepalive-nearly',
  title: 'kept-alive connections hold most workers; two are left (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await configure(
      host,
      'ServerLimit 10\nMaxRequestWorkers 10\nStartServers 10\nMinSpareServers 2\nMaxSpareServers 10\nKeepAlive On\nKeepAliveTimeout 120\n',
    );
    await restart(host);
    await host.load({ path: '/', clients: 8, seconds: 600, keepAlive: true, pauseMs: 60_000 });
  },
  settled: (host) =>
    host.shows(
      '[ "$(curl -fsS -m 2 "http://127.0.0.1/server-status?auto" | sed -n "s/^Scoreboard: //p" | tr -dc K | wc -c)" -ge 8 ]',
    ),
  expect: {
    lead: ['keepalive-bound', 'near-max-request-workers'],
    found: ['keepalive-bound'],
    absent: [...notAbout(), 'slow-clients'],
  },
});
