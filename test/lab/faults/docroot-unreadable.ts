import { defineFault } from '../fault.ts';
import { errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'docroot-unreadable',
  title: 'a deployment left the document root unreadable: every request is answered 403',
  flavour: 'event',
  async provoke(host) {
    await host.ok('chmod 700 /var/www');
    await host.load({ path: '/', clients: 2, seconds: 600, pauseMs: 100 });
  },
  settled: (host) => host.shows(errorLog('AH00035')),
  expect: {
    lead: 'content-unreadable',
    found: ['content-unreadable'],
    absent: notAbout(),
  },
});
