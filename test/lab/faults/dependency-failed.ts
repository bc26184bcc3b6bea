import { defineFault } from '../fault.ts';
import { journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'dependency-failed',
  title: 'a unit that Apache requires fails',
  flavour: 'event',
  async provoke(host) {
    await host.write('/etc/systemd/system/uploads.service', '[Service]\nType=oneshot\nExecStart=/bin/false\n');
    await host.write(
      '/etc/systemd/system/apache2.service.d/needs.conf',
      '[Unit]\nRequires=uploads.service\nAfter=uploads.service\n',
    );
    await host.ok('systemctl daemon-reload; systemctl stop apache2');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('Dependency failed')),
  expect: {
    lead: 'dependency-failed',
    found: ['dependency-failed', 'not-running'],
    absent: notAbout('service'),
  },
});
