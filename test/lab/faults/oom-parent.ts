import { defineFault } from '../fault.ts';
import { enableLab, journal, kernelLog, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'oom-parent',
  title: 'the parent is killed by the memory limit of the unit, and systemd starts it again',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'MemoryMax=64M');
    await enableLab(host);
    await host.ok('choom -n 1000 -p "$(systemctl show -P MainPID apache2)"');
    await host.requests({ path: '/lab/eat?200', clients: 1, requests: 1, seconds: 10 });
  },
  async settled(host) {
    await host.shows(kernelLog('Killed process [0-9]+ \\(apache2\\)'));
    await host.shows(journal('Main process exited, code=killed, status=9/KILL'));
  },
  expect: {
    lead: 'oom-kill',
    found: ['oom-kill'],
    absent: notAbout('memory', 'service'),
  },
});
