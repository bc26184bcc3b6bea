import { defineFault } from '../fault.ts';
import { enableLab, FEW_WORKERS, longRequests } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'backlog-overflow',
  title: 'every worker is busy and the accept queue of the kernel overflows',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host, `${FEW_WORKERS['prefork-php']}ListenBackLog 5\n`);
    await longRequests(host, 40);
  },
  settled: (host) => host.shows('[ "$(nstat -az TcpExtListenOverflows | awk \'/ListenOverflows/{print $2}\')" -gt 0 ]'),
  expect: {
    lead: ['max-request-workers', 'accept-queue-overflow'],
    found: ['max-request-workers', 'accept-queue-overflow'],
    absent: notAbout('capacity'),
  },
});
