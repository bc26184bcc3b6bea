import { defineFault } from '../fault.ts';
import { journal, startByHand, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'stray-same-pid-file',
  title: 'a start killed the hand-started Apache that used the same pid file',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2');
    await startByHand(host, 'apache2.pid');
    await host.shows('[ -s /run/apache2/apache2.pid ] && [ "$(pgrep -c -x apache2)" -gt 1 ]');
    await host.sh('systemctl start apache2');
  },
  async settled(host) {
    await host.shows(journal('httpd \\(pid [0-9]+\\) already running'));
    await host.shows(unitIs('inactive'));
  },
  expect: {
    lead: ['not-running', 'stopped', 'second-instance'],
    found: ['not-running'],
    absent: notAbout('service', 'ports'),
  },
});
