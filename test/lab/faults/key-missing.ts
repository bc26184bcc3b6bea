import { defineFault } from '../fault.ts';
import { configtest, restartIntoFailure, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'key-missing',
  title: 'the key file is gone, then a restart',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await host.ok('rm /etc/ssl/lab/site.key');
    await restartIntoFailure(host);
  },
  settled: (host) =>
    host.shows(configtest("SSLCertificateKeyFile: file '/etc/ssl/lab/site.key' does not exist or is empty")),
  expect: {
    lead: ['ssl-config-failed', 'config-syntax-error'],
    found: ['ssl-config-failed'],
    absent: notAbout('tls', 'configuration', 'service'),
  },
});
