import { defineFault } from '../fault.ts';
import { errorLog, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'tasks-limit-event',
  title: 'TasksMax leaves no room for threads: the unit is active, but nobody serves',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'TasksMax=20');
    await host.sh('systemctl restart apache2');
  },
  settled: (host) => host.shows(errorLog('AH03104|AH00159|AH00481')),
  expect: {
    lead: ['tasks-limit', 'threads-exhausted', 'no-children'],
    found: ['tasks-limit'],
    absent: notAbout('limits', 'service'),
  },
});
