import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'environment-file-missing',
  title: 'the unit reads an environment file that is gone',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'EnvironmentFile=/etc/apache2/site.env');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('Failed to load environment files')),
  expect: {
    lead: 'start-failed',
    found: ['start-failed'],
    absent: notAbout('service'),
  },
});
