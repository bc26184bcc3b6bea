import { defineFault } from '../fault.ts';
import { enableLab, kernelLog, setUnit, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'oom-parent-stays-down',
  title: 'the parent is killed by the memory limit of the unit, and nothing starts it again',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'MemoryMax=64M\nRestart=no');
    await enableLab(host);
    await host.ok('choom -n 1000 -p "$(systemctl show -P MainPID apache2)"');
    await host.requests({ path: '/lab/eat?200', clients: 1, requests: 1, seconds: 10 });
  },
  async settled(host) {
    await host.shows(kernelLog('Killed process [0-9]+ \\(apache2\\)'));
    await host.shows(unitIs('failed'));
  },
  expect: {
    lead: 'oom-kill',
    found: ['oom-kill'],
    absent: notAbout('memory', 'service'),
  },
});
