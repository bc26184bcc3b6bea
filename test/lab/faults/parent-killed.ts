import { defineFault } from '../fault.ts';
import { journal } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'parent-killed',
  title: 'the parent was killed with SIGKILL and started again by systemd',
  flavour: 'event',
  async provoke(host) {
    const before = (await host.ok('systemctl show -P MainPID apache2')).trim();
    await host.ok(`kill -KILL ${before}`);
  },
  settled: (host) => host.shows(journal('Main process exited, code=killed, status=9/KILL')),
  expect: {
    lead: 'main-process-killed',
    found: ['main-process-killed'],
    absent: notAbout('service'),
  },
});
