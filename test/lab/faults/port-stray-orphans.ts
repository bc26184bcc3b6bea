import { defineFault } from '../fault.ts';
import { journal, startByHand } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'port-stray-orphans',
  title: 'the parent of a hand-started Apache was killed; its children still hold port 80',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.ok('systemctl stop apache2');
    await startByHand(host, 'mine.pid');
    await host.shows('[ -s /run/apache2/mine.pid ] && [ "$(pgrep -c -x apache2)" -gt 1 ]');
    await host.ok('kill -KILL "$(cat /run/apache2/mine.pid)"');
    await host.sh('systemctl start apache2');
  },
  async settled(host) {
    await host.shows(journal('AH00072'));
    await host.shows('pgrep -P 1 -u www-data -x apache2 >/dev/null');
  },
  expect: {
    lead: ['second-instance', 'port-held-by-other', 'port-conflict'],
    found: ['second-instance'],
    absent: notAbout('ports', 'service'),
  },
});
