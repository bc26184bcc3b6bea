import { defineFault } from '../fault.ts';
import { enableLab, FEW_WORKERS, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'slow-clients-some',
  title: 'four clients never finish their request; workers are left',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host, FEW_WORKERS['prefork-php']);
    await host.ok('a2dismod -q -f reqtimeout');
    await restart(host);
    await host.load({ connections: 3, seconds: 600, mode: 'headers' });
  },
  settled: (host) => host.shows('curl -fsS -m 2 http://127.0.0.1/server-status?auto | grep -E "^Scoreboard: .*RRR"'),
  expect: {
    lead: 'slow-clients',
    found: ['slow-clients', 'reqtimeout-missing'],
    absent: notAbout('capacity'),
  },
});
