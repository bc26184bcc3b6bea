import { defineFault } from '../fault.ts';
import { journal, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'start-limit-healthy',
  title: 'nothing is broken, but somebody restarted too often: systemd refuses the next start',
  flavour: 'event',
  async provoke(host) {
    await host.sh('for i in 1 2 3 4 5 6 7; do systemctl restart apache2; done');
  },
  async settled(host) {
    await host.shows(journal('Start request repeated too quickly'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: 'start-limit-hit',
    found: ['start-limit-hit'],
    absent: notAbout('service'),
  },
});
