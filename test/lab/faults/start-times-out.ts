import { defineFault } from '../fault.ts';
import { journal, replaceKey, restartIntoFailure, serveTls, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'start-times-out',
  title: 'a restart waits for the passphrase of the key until systemd ends it',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await replaceKey(host, 'encrypted');
    await setUnit(host, 'TimeoutStartSec=3');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('timed out')),
  expect: {
    lead: ['key-passphrase', 'start-timeout'],
    found: ['key-passphrase', 'start-timeout'],
    absent: notAbout('tls', 'service'),
  },
});
