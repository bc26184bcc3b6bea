import { defineFault } from '../fault.ts';
import { restart, SITE_UP, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'start-slow',
  title: 'the start takes eleven seconds',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'ExecStartPre=/bin/sleep 11');
    await restart(host);
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: null,
    found: ['slow-start'],
    absent: notAbout(),
  },
});
