import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'bind-permission-denied',
  title: 'the unit lost the right to bind ports below 1024',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'CapabilityBoundingSet=~CAP_NET_BIND_SERVICE');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('\\(13\\)Permission denied: AH00072')),
  expect: {
    lead: 'bind-permission-denied',
    found: ['bind-permission-denied'],
    absent: notAbout('ports', 'service'),
  },
});
