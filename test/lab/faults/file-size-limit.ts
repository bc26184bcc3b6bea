import { defineFault } from '../fault.ts';
import { enableLab, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'file-size-limit',
  title: 'LimitFSIZE of the unit lets no log grow any more',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'LimitFSIZE=64K');
    await enableLab(
      host,
      'CustomLog /var/log/apache2/more.log "%{forensic}n %U %{User-Agent}i %{Host}i %r %{Referer}i %t"\n',
    );
    await host.load({ path: `/?${'a'.repeat(600)}`, clients: 1, seconds: 600, pauseMs: 60 });
  },
  settled: (host) =>
    host.shows(
      '[ "$(stat -c %s /var/log/apache2/access.log)" -ge 65000 ] && grep -E "exit signal|File too large" /var/log/apache2/error.log',
    ),
  expect: {
    lead: 'log-file-too-large',
    found: ['log-file-too-large'],
    absent: notAbout(),
  },
});
