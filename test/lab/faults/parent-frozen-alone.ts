import { defineFault } from '../fault.ts';
import { SITE_DOWN, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'parent-frozen-alone',
  title: 'the parent was frozen and its children are gone: the unit is active, but nobody answers',
  flavour: 'event',
  async provoke(host) {
    await host.ok('parent=$(cat /run/apache2/apache2.pid); kill -STOP "$parent"; pkill -KILL -P "$parent"; sleep 5');
  },
  async settled(host) {
    await host.shows(SITE_DOWN);
    await host.shows(unitIs('active'));
  },
  expect: {
    lead: 'process-stopped',
    found: ['process-stopped', 'no-children'],
    absent: notAbout('service'),
  },
});
