import { defineFault } from '../fault.ts';
import { restart, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'descriptor-limit-ignored',
  title: 'LimitNOFILE of the unit has no effect, because apachectl sets its own',
  flavour: 'event',
  async provoke(host) {
    await setUnit(host, 'LimitNOFILE=65536');
    await restart(host);
  },
  settled: (host) => host.shows('grep -qE "^Max open files +8192" "/proc/$(systemctl show -P MainPID apache2)/limits"'),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
