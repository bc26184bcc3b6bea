import { defineFault } from '../fault.ts';
import { enableLab, longRequests } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'lingering-many',
  title: 'after a reload most slots are held by long requests of the generation before (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await enableLab(
      host,
      'ServerLimit 12\nMaxRequestWorkers 12\nStartServers 10\nMinSpareServers 2\nMaxSpareServers 10\n',
    );
    await longRequests(host, 7, 'once');
    await host.shows('[ "$(ss -Htn state established sport = :80 | wc -l)" -ge 7 ]');
    await host.ok('sleep 1; systemctl reload apache2');
  },
  settled: (host) =>
    host.shows(
      '[ "$(curl -fsS -m 2 "http://127.0.0.1/server-status?auto" | sed -n "s/^Scoreboard: //p" | tr -dc G | wc -c)" -ge 7 ]',
    ),
  expect: {
    lead: ['lingering-generation', 'reload-slack-missing', 'near-max-request-workers'],
    found: ['lingering-generation'],
    absent: [...notAbout(), 'slow-clients'],
  },
});
