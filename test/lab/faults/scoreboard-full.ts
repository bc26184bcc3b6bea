import { defineFault } from '../fault.ts';
import { enableLab, errorLog, longRequests } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'scoreboard-full',
  title: 'two reloads under long requests: no slot is left for new children',
  flavour: 'event',
  async provoke(host) {
    await enableLab(
      host,
      'ServerLimit 2\nThreadsPerChild 5\nMaxRequestWorkers 10\nStartServers 2\nMinSpareThreads 5\nMaxSpareThreads 10\n',
    );
    for (const _round of [1, 2]) {
      await longRequests(host, 4, 'once');
      await host.sh('sleep 1.5; systemctl reload apache2; sleep 1.5');
    }
    await longRequests(host, 12);
  },
  settled: (host) => host.shows(errorLog('AH03490')),
  expect: {
    lead: 'scoreboard-full',
    found: ['scoreboard-full'],
    absent: notAbout('capacity'),
  },
});
