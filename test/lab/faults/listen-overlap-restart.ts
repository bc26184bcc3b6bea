import { defineFault } from '../fault.ts';
import { configure, journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'listen-overlap-restart',
  title: 'two Listen lines that cannot both bind, then a restart',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'Listen 127.0.0.1:80\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('AH00072: make_sock: could not bind')),
  expect: {
    lead: 'listen-overlap',
    found: ['listen-overlap'],
    absent: notAbout('configuration', 'ports', 'service'),
  },
});
