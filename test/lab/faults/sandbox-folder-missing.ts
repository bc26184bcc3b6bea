import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'sandbox-folder-missing',
  title: 'a hardened unit may write to a folder that does not exist',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'ProtectSystem=strict\nReadWritePaths=/var/log/apache2 /run /srv/uploads');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('step NAMESPACE')),
  expect: {
    lead: 'sandbox-failed',
    found: ['sandbox-failed'],
    absent: notAbout('service'),
  },
});
