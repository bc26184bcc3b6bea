import { defineFault } from '../fault.ts';
import { errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'run-full',
  title: 'the file system of the pid file is full: the start says yes and then dies',
  flavour: 'event',
  async provoke(host) {
    await host.ok('systemctl stop apache2');
    await host.ok('mkdir -p /run/apache2 && mount -t tmpfs -o size=4k,mode=755 tmpfs /run/apache2');
    await host.sh('dd if=/dev/zero of=/run/apache2/fill bs=4k count=4 2>/dev/null; systemctl start apache2');
  },
  settled: (host) => host.shows(errorLog('AH00099|AH00100|AH10231')),
  expect: {
    lead: 'disk-full',
    found: ['disk-full'],
    absent: notAbout('disk', 'service'),
  },
});
