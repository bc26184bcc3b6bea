import { defineFault } from '../fault.ts';
import { enableLab, journal, kernelLog, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'vm-oom-child',
  title: 'cgroup v2: a child is killed by the memory limit of the unit, and systemd says so',
  flavour: 'event',
  tier: 'vm',
  async provoke(host) {
    await setUnit(host, 'MemoryMax=64M');
    await enableLab(host);
    await host.requests({ path: '/lab/eat?200', clients: 1, requests: 1, seconds: 30 });
  },
  async settled(host) {
    await host.shows(kernelLog('Killed process [0-9]+ \\(apache2\\)'));
    await host.shows(journal('A process of this unit has been killed by the OOM killer'));
  },
  expect: {
    lead: 'oom-kill',
    found: ['oom-kill'],
    absent: notAbout('memory'),
  },
});
