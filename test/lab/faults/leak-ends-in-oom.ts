import { defineFault } from '../fault.ts';
import { enableLab, kernelLog, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'leak-ends-in-oom',
  title: 'a leak grows with every request until a child is killed',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'MemoryMax=128M');
    await enableLab(host);
    await host.load({ path: '/lab/leak?2048', clients: 1, seconds: 600, pauseMs: 100 });
  },
  settled: (host) => host.shows(kernelLog('Killed process [0-9]+ \\(apache2\\)')),
  expect: {
    lead: 'oom-kill',
    found: ['oom-kill'],
    absent: notAbout('memory'),
  },
});
