import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'start-hook-fails',
  title: 'a command before the start fails',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'ExecStartPre=/bin/sh -c "test -e /etc/apache2/licence"');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('status=1/FAILURE')),
  expect: {
    lead: 'start-hook-failed',
    found: ['start-hook-failed'],
    absent: notAbout('service'),
  },
});
