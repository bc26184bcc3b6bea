import { defineFault } from '../fault.ts';
import { enableLab, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'abort-event',
  title: 'a module calls abort()',
  flavour: 'event',
  async provoke(host) {
    await enableLab(host);
    await host.requests({ path: '/lab/abort', clients: 1, requests: 2, seconds: 10 });
  },
  settled: (host) => host.shows(errorLog('AH00052: child pid [0-9]+ exit signal Abort')),
  expect: {
    lead: ['heap-corruption', 'segfault-or-abort'],
    found: ['heap-corruption'],
    absent: notAbout('crashes'),
  },
});
