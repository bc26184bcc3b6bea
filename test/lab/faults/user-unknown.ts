import { defineFault } from '../fault.ts';
import { configtest, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'user-unknown',
  title: 'the run user does not exist, then a restart',
  flavour: 'event',
  async provoke(host) {
    await host.ok('sed -i s/APACHE_RUN_USER=www-data/APACHE_RUN_USER=webadmin/ /etc/apache2/envvars');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('AH00543: .*bad user name webadmin')),
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error'],
    absent: notAbout('configuration', 'service'),
  },
});
