import { defineFault } from '../fault.ts';
import { configure, journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'address-not-local',
  title: 'Listen names an address this host does not have',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'Listen 192.0.2.80:8080\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('\\(99\\)Cannot assign requested address: AH00072')),
  expect: {
    lead: 'address-not-local',
    found: ['address-not-local'],
    absent: notAbout('ports', 'service'),
  },
});
