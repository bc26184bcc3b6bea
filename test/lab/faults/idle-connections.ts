import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'idle-connections',
  title: 'silent connections that take no worker',
  flavour: 'event',
  async provoke(host) {
    await host.load({ connections: 50, seconds: 600, mode: 'silent' });
  },
  settled: (host) => host.shows('[ "$(ss -Htan state syn-recv state established sport = :80 | wc -l)" -gt 20 ]'),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
