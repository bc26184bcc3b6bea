import { defineFault } from '../fault.ts';
import { configtest, configure, configureNginx, restartIntoFailure, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'two-typo-and-nginx',
  title: 'a typo keeps Apache from starting, and meanwhile another server took its port',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'KeepAliveTimout 5\n');
    await restartIntoFailure(host);
    await configureNginx(host);
    await host.ok('systemctl start nginx');
  },
  async settled(host) {
    await host.shows(configtest('KeepAliveTimout'));
    await host.shows(unitIs('failed'));
  },
  expect: {
    lead: ['config-unknown-directive', 'port-held-by-other'],
    found: ['config-unknown-directive', 'port-held-by-other'],
    absent: notAbout('configuration', 'ports', 'service'),
  },
});
