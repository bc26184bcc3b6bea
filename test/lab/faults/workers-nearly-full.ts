import { defineFault } from '../fault.ts';
import { enableLab, errorLog, longRequests } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'workers-nearly-full',
  title: 'most workers are busy; a few are left (event)',
  flavour: 'event',
  async provoke(host) {
    await enableLab(
      host,
      'ServerLimit 2\nThreadsPerChild 10\nMaxRequestWorkers 20\nStartServers 2\nMinSpareThreads 5\nMaxSpareThreads 20\n',
    );
    await longRequests(host, 17);
  },
  settled: (host) => host.shows(errorLog('AH10159')),
  expect: {
    lead: 'near-max-request-workers',
    found: ['near-max-request-workers'],
    absent: notAbout(),
  },
});
