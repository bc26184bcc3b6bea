import { defineFault } from '../fault.ts';
import { enableLab, errorLog, FEW_WORKERS, longRequests, SITE_DOWN } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'reload-without-slack',
  title: 'a reload while every worker is busy, and ServerLimit leaves no slot for a second generation (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(host, FEW_WORKERS['prefork-php']);
    await longRequests(host, 5, 'once');
    await host.shows('[ "$(ss -Htn state established sport = :80 | wc -l)" -ge 5 ]');
    await host.ok('sleep 3; systemctl reload apache2');
    await host.load({ path: '/', clients: 4, seconds: 600 });
  },
  async settled(host) {
    await host.shows(errorLog('AH00493|AH00171'));
    await host.shows(SITE_DOWN);
  },
  expect: {
    lead: ['scoreboard-full', 'max-request-workers', 'lingering-generation', 'reload-slack-missing'],
    found: [],
    absent: [...notAbout('capacity'), 'slow-clients'],
  },
});
