import { defineFault } from '../fault.ts';
import { enableLab, errorLog, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'address-space-limit',
  title: 'the address space limit of the unit makes memory requests fail; nobody is killed',
  flavour: 'prefork-php',
  async provoke(host) {
    await setUnit(host, 'LimitAS=400M');
    await enableLab(host);
    await host.requests({ path: '/lab/eat?800', clients: 1, requests: 3, seconds: 10 });
  },
  settled: (host) => host.shows(errorLog('\\(12\\)Cannot allocate memory')),
  expect: {
    lead: ['memory-pressure', 'error-rate-high'],
    found: ['memory-pressure'],
    absent: notAbout('memory'),
  },
});
