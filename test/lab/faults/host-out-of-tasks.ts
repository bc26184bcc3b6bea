import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'host-out-of-tasks',
  title: 'the host has no tasks left: the port of SSH accepts, but no session starts',
  flavour: 'event',
  async provoke(host) {
    await host.freezeTasks();
  },
  async settled(host) {
    // No forks here: a port that accepts without a greeting is the evidence.
    await host.shows('exec 3<>/dev/tcp/127.0.0.1/22 && { read -r -t 2 -u 3 greeting; [ -z "$greeting" ]; }');
  },
  expect: {
    lead: 'host-sick',
    found: ['host-sick'],
    absent: notAbout('reach'),
  },
});
