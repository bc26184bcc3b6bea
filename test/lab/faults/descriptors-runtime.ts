import { defineFault } from '../fault.ts';
import { enableLab, errorLog, FEW_WORKERS, limitFiles } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'descriptors-runtime',
  title: 'children run out of file descriptors and answer 403',
  flavour: 'prefork-php',
  async provoke(host) {
    await limitFiles(host, 40);
    await enableLab(host, FEW_WORKERS['prefork-php']);
    await host.requests({ path: '/lab/fd?100', clients: 4, requests: 12, seconds: 10 });
    await host.load({ path: '/', clients: 2, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('\\(24\\)Too many open files')),
  expect: {
    lead: 'nofile-exhausted',
    found: ['nofile-exhausted'],
    absent: notAbout('limits'),
  },
});
