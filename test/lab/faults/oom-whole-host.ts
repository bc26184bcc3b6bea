import { defineFault } from '../fault.ts';
import { enableLab, kernelLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'oom-whole-host',
  title: 'the host itself is out of memory and a child is killed',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host);
    await host.limitMemory(96);
    await host.requests({ path: '/lab/eat?300', clients: 1, requests: 1, seconds: 20 });
  },
  settled: (host) => host.shows(kernelLog('Killed process [0-9]+ \\(apache2\\)')),
  expect: {
    lead: 'oom-kill',
    found: ['oom-kill'],
    absent: notAbout('memory'),
  },
});
