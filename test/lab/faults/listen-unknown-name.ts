import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'listen-unknown-name',
  title: 'Listen names a host that the resolver no longer knows, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.ok("sed -i 's/^Listen 80$/Listen web.internal.example:80/' /etc/apache2/ports.conf");
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('AH00077|AH00526')),
  expect: {
    lead: ['config-syntax-error', 'address-not-local'],
    found: ['config-syntax-error'],
    absent: notAbout('configuration', 'service', 'ports'),
  },
});
