import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'http2-prefork',
  title: 'HTTP/2 is enabled under prefork and stays inactive',
  flavour: 'prefork-php',
  async provoke(host) {
    await configure(host, 'Protocols h2 http/1.1\n');
    await host.ok('a2enmod -q http2');
    await restart(host);
  },
  settled: (host) => host.shows(errorLog('AH10034')),
  expect: {
    lead: 'http2-prefork',
    found: ['http2-prefork'],
    absent: notAbout(),
  },
});
