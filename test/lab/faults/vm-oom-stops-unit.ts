import { defineFault } from '../fault.ts';
import { enableLab, setUnit, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'vm-oom-stops-unit',
  title: 'cgroup v2: one killed child takes the whole unit down, because its OOM policy says so',
  flavour: 'event',
  tier: 'vm',
  async provoke(host) {
    await setUnit(host, 'MemoryMax=64M\nOOMPolicy=stop');
    await enableLab(host);
    await host.requests({ path: '/lab/eat?200', clients: 1, requests: 1, seconds: 30 });
  },
  async settled(host) {
    await host.shows(unitIs('failed'));
    await host.shows(`[ "$(systemctl show -P Result apache2)" = oom-kill ]`);
  },
  expect: {
    lead: ['unit-failed-oom', 'oom-kill'],
    found: ['oom-kill', 'unit-failed-oom'],
    absent: notAbout('memory', 'service'),
  },
});
