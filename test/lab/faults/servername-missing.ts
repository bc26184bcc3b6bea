import { defineFault } from '../fault.ts';
import { journal, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'servername-missing',
  title: 'the server cannot find out its own name; nothing is broken',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2disconf -q servername');
    await restart(host);
  },
  settled: (host) => host.shows(journal('AH00558')),
  expect: {
    lead: null,
    found: ['servername-missing'],
    absent: notAbout(),
  },
});
