import { defineFault } from '../fault.ts';
import { enableLab, errorLog, FEW_WORKERS, longRequests, SITE_DOWN, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'workers-full-again',
  title: 'every worker is busy for the second time in the life of the parent: httpd says so only once',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host, FEW_WORKERS.event);
    await host.requests({ path: '/lab/sleep?2', clients: 20, requests: 20, seconds: 10 });
    await host.shows(errorLog('AH00484'));
    await host.ok("sed -i '/AH00484/d' /var/log/apache2/error.log && systemctl reload apache2");
    await host.shows(SITE_UP);
    await longRequests(host, 20);
  },
  async settled(host) {
    await host.shows(SITE_DOWN);
    await host.shows('[ "$(ss -Hltn sport = :80 | awk \'{print $2}\')" -gt 5 ]');
  },
  expect: {
    lead: 'max-request-workers',
    found: ['max-request-workers'],
    absent: notAbout('capacity'),
  },
});
