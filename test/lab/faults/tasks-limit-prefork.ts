import { defineFault } from '../fault.ts';
import { enableLab, errorLog, longRequests, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'tasks-limit-prefork',
  title: 'TasksMax stops prefork from starting more children',
  flavour: 'prefork-php',
  async provoke(host) {
    await setUnit(host, 'TasksMax=8');
    await enableLab(host);
    await longRequests(host, 15);
  },
  settled: (host) => host.shows(errorLog('\\(11\\)Resource temporarily unavailable: AH00159')),
  expect: {
    lead: ['tasks-limit', 'fork-failed'],
    found: ['tasks-limit'],
    absent: notAbout('limits', 'capacity'),
  },
});
