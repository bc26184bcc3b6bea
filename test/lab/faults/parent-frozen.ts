import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'parent-frozen',
  title: 'the parent was stopped with SIGSTOP; children still answer, but nobody would replace them',
  flavour: 'event',
  async provoke(host) {
    await host.ok('kill -STOP "$(systemctl show -P MainPID apache2)"');
  },
  settled: (host) => host.shows('grep -q "^State:.T" "/proc/$(systemctl show -P MainPID apache2)/status"'),
  expect: {
    lead: 'process-stopped',
    found: ['process-stopped'],
    absent: notAbout(),
  },
});
