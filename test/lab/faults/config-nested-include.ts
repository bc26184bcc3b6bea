import { defineFault } from '../fault.ts';
import { configtest, configure, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-nested-include',
  title: 'a syntax error two includes deep, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.write('/etc/apache2/extra/outer.conf', 'Include extra/inner.conf\n');
    await host.write('/etc/apache2/extra/inner.conf', '# fine\nServerTokens Prod\n</VirtualHost>\n');
    await configure(host, 'Include extra/outer.conf\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('extra/inner.conf')),
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error'],
    absent: notAbout('configuration', 'service'),
  },
});
