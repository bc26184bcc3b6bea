import { defineFault } from '../fault.ts';
import { enableLab, kernelLog, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'oom-child-prefork',
  title: 'a child is killed by the memory limit of the unit (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await setUnit(host, 'MemoryMax=96M');
    await enableLab(host);
    await host.requests({ path: '/lab/eat?200', clients: 1, requests: 1, seconds: 10 });
  },
  settled: (host) => host.shows(kernelLog('Killed process [0-9]+ \\(apache2\\)')),
  expect: {
    lead: 'oom-kill',
    found: ['oom-kill'],
    absent: notAbout('memory'),
  },
});
