import { defineFault } from '../fault.ts';
import { enableLab, kernelLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'vm-oom-global',
  title: 'the whole machine is out of memory and the kernel picks a victim',
  flavour: 'event',
  tier: 'vm',
  async provoke(host) {
    await enableLab(host);
    // Kill once the working set no longer fits for a second, instead of thrashing for minutes first.
    await host.ok('echo y >/sys/kernel/mm/lru_gen/enabled && echo 1000 >/sys/kernel/mm/lru_gen/min_ttl_ms');
    await host.requests({ path: '/lab/eat?420', clients: 3, requests: 3, seconds: 120, timeoutMs: 120_000 });
  },
  settled: (host) => host.shows(kernelLog('Out of memory: Killed process [0-9]+ \\(apache2\\)'), 180_000),
  expect: {
    lead: 'oom-kill',
    found: ['oom-kill'],
    absent: notAbout('memory'),
  },
});
