import { defineFault } from '../fault.ts';
import { errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'graceful-event',
  title: 'a graceful restart of an idle server (event)',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl reload apache2');
  },
  settled: (host) => host.shows(errorLog('AH00493')),
  expect: {
    lead: null,
    found: ['graceful-restart'],
    absent: notAbout(),
  },
});
