import { defineFault } from '../fault.ts';
import { restartIntoFailure, setUnit, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'unit-protects-logs',
  title: 'a hardened unit (ProtectSystem=strict) may no longer write its logs',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'ProtectSystem=strict\nReadWritePaths=/run');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(unitIs('failed')),
  expect: {
    lead: ['log-open-failed', 'filesystem-read-only'],
    found: ['log-open-failed'],
    absent: notAbout('disk', 'service'),
  },
});
