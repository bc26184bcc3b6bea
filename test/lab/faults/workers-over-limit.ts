import { defineFault } from '../fault.ts';
import { configure, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'workers-over-limit',
  title: 'MaxRequestWorkers above ServerLimit times ThreadsPerChild is quietly lowered',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'ServerLimit 4\nThreadsPerChild 25\nMaxRequestWorkers 400\n');
    await restart(host);
  },
  settled: (host) =>
    host.shows('journalctl -u apache2 -o cat | grep -q AH00515 || grep -q AH0051[56] /var/log/apache2/error.log'),
  expect: {
    lead: 'mpm-config-adjusted',
    found: ['mpm-config-adjusted'],
    absent: notAbout(),
  },
});
